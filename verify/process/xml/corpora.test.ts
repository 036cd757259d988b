import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { createGost } from '../../../algorithms/gost/provider.ts';
import { createNodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { AlgorithmError } from '../../../algorithms/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { equalBytes } from '../../../formats/equal-bytes.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { certificatesIn, crlsIn } from '../../../formats/x509/certificate-files.ts';
import { parseXml } from '../../../formats/xml/parse-xml.ts';
import { corpora } from '../../../test-fixtures/peers/corpora.ts';
import { certificateKey, publicKeysIn } from '../../../test-fixtures/xml/key-values.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import type { Policy } from '../../policy/policy.ts';
import { digestObjects } from '../digest-objects.ts';
import type { SignatureFacts } from '../signature-facts.ts';
import { validateSignatures } from '../validate-signatures.ts';
import { readXmlSignatures } from './read-xml-signatures.ts';

/** Valid rows that are refused here, by reason; a row that is neither verified nor listed is a failure. */
interface Refusals {
  readonly refused: readonly { readonly reason: string; readonly files: readonly string[] }[];
  readonly agreement: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

interface Row {
  readonly file: string;
  readonly expected: 'valid' | 'invalid';
  readonly note: string;
}

const { refused, agreement }: Refusals = JSON.parse(
  readFileSync(new URL('corpora.json', import.meta.url), 'utf8'),
);
const reasonFor = new Map(
  refused.flatMap(({ reason, files }) => files.map((file) => [file, reason])),
);
const algorithms = algorithmsOf([createNodeCrypto(), createGost()]);

if (corpora === undefined) {
  test.skip('XML Signature corpora (the test vectors are not beside the checkout)', () => {});
} else {
  const folder = corpora;
  const bytesOf = (name: string) => new Uint8Array(readFileSync(new URL(encodeURI(name), folder)));
  const rowsOf = (corpus: string): Row[] =>
    readFileSync(new URL(`${corpus}.jsonl`, folder), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  const keys = keysIn(folder);

  for (const corpus of ['xmlsec', 'xml-crypto', 'gost']) {
    test(`XML Signature 1.1 §3.2: ${corpus}.jsonl, digests and signature values`, async (t) => {
      const counts = {
        verified: 0,
        'refused, with a reason': 0,
        'invalid, not verified': 0,
        'invalid for its key only': 0,
      };
      const surprises: string[] = [];
      for (const row of rowsOf(corpus).filter(({ file }) => file.endsWith('.xml'))) {
        const holds = await verifies(row, bytesOf, keys);
        const { file } = row;
        if (row.expected === 'valid') {
          if (holds === reasonFor.has(file)) surprises.push(`${file}: ${reasonFor.get(file)}`);
          counts[holds ? 'verified' : 'refused, with a reason'] += 1;
        } else {
          counts[holds ? 'invalid for its key only' : 'invalid, not verified'] += 1;
        }
      }
      t.deepEqual(surprises, []);
      t.deepEqual(counts, agreement[corpus]);
    });

    test(`XML Signature 1.1: of ${corpus}.jsonl nothing invalid passes`, async (t) => {
      for (const row of rowsOf(corpus).filter(({ expected }) => expected === 'invalid')) {
        t.not(await judged(row, bytesOf), 'TOTAL-PASSED', row.file);
      }
      t.pass();
    });
  }
}

/** Every key that the corpora hold in certificates. */
function keysIn(folder: URL): readonly Uint8Array[] {
  const files = globSync('{xmldsig,gost}/**/*.{pem,der,crt}', { cwd: fileURLToPath(folder) });
  return files.flatMap((file) => {
    const octets = readFileSync(new URL(encodeURI(file), folder));
    const key = certificateKey(octets[0] === 0x30 ? new Uint8Array(octets) : octets.toString());
    return key === undefined ? [] : [key];
  });
}

type ReadFile = (name: string) => Uint8Array;

async function verifies(row: Row, read: ReadFile, keys: readonly Uint8Array[]): Promise<boolean> {
  try {
    const octets = read(row.file);
    const signature = { name: basename(row.file), source: bytesSource(octets) };
    let facts = await readXmlSignatures({ signature, algorithms }, 128);
    const content = contentOf(row, read);
    const wanted = facts.some(({ objects }) =>
      objects.some((object) => object.content === undefined),
    );
    if (content !== undefined && wanted) {
      facts = await readXmlSignatures({ signature, content, algorithms }, 128);
    }
    const own = publicKeysIn(parseXml(octets).root);
    for (const each of facts) {
      const embedded = each.embedded.certificates.map(({ publicKey }) => publicKey.der);
      if (!(await holds(each, [...own, ...embedded, ...keys]))) return false;
    }
    return facts.length > 0;
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

/** The document outside that the row's parameters put under a URI. */
function contentOf({ note }: Row, read: ReadFile) {
  const [, named] = /\$url_map_(\w+)/.exec(note) ?? [];
  const name =
    named === undefined
      ? undefined
      : named === 'rfc3161'
        ? 'rfc3161.txt'
        : named.includes('b64')
          ? 'xml-stylesheet-2005.b64'
          : named.replace('xml_stylesheet_', 'xml-stylesheet-');
  if (name === undefined) return undefined;
  return { name, source: bytesSource(read(`xmldsig/xmlsec/external-data/${name}`)) };
}

async function holds(facts: SignatureFacts, keys: readonly Uint8Array[]): Promise<boolean> {
  if (facts.findings.some(({ failed }) => failed !== undefined)) return false;
  const digests = await digestObjects(facts.objects, algorithms);
  const intact = facts.objects.every((object) => {
    const digest = digests(object);
    return digest !== undefined && equalBytes(digest, object.expectedDigest ?? new Uint8Array());
  });
  if (!intact) return false;
  for (const key of keys) if (await verifiesUnder(key, facts)) return true;
  return false;
}

async function verifiesUnder(publicKey: Uint8Array, { value }: SignatureFacts): Promise<boolean> {
  const { algorithm, over, value: signature } = value;
  if (over.kind !== 'octets') return false;
  try {
    const scheme = algorithms.signature(algorithm.oid);
    const data = over.asReceived;
    return (await scheme?.verify({ publicKey, algorithm, data, signature })) ?? false;
  } catch (error) {
    if (error instanceof AlgorithmError) return false; // a key of another kind
    throw error;
  }
}

/** Old algorithms are not what these rows are about, and revocation only where they say so. */
const lenient: Policy = {
  ...defaultPolicy,
  levels: {
    ...defaultPolicy.levels,
    'signature-algorithms': 'ignore',
    'certificate-algorithms': 'ignore',
    'revocation-algorithms': 'ignore',
  },
};

/** The whole decision with the trust and the time of the row. */
async function judged({ file, note }: Row, read: ReadFile): Promise<string> {
  const named = (option: string) =>
    [
      ...note.matchAll(new RegExp(`--${option}-\\S+ \\$topfolder/(\\S+)\\.\\$cert_format`, 'g')),
    ].flatMap(
      // The certificates of some folders are not in the corpus: those rows have no trust at all.
      ([, path]) => (path?.startsWith('keys/') ? [read(`xmldsig/xmlsec/${path}.der`)] : []),
    );
  const time = /--verification-gmt-time (\S+?)\+/.exec(note)?.[1] ?? '2026-11-20';
  const certificates = [...named('untrusted'), ...named('pubkey-cert')].flatMap((octets) =>
    certificatesIn(octets),
  );
  const given = /xml-crypto/.test(file)
    ? certificatesIn(read('xmldsig/xml-crypto/client_public.pem'))
    : named('trusted').flatMap((octets) => certificatesIn(octets));
  try {
    const { signatures } = await validateSignatures({
      signature: { name: file, source: bytesSource(read(file)) },
      trust: given.map((certificate) => ({ certificate })),
      evidence: {
        certificates,
        crls: named('crl').flatMap((octets) => crlsIn(octets)),
        ocspResponses: [],
      },
      policy: { ...lenient, requireRevocation: note.includes('--verify-crls') },
      time: new Date(`${time}T12:00:00Z`),
      algorithms,
    });
    const bad = signatures.find(({ indication }) => indication !== 'TOTAL-PASSED');
    return bad?.indication ?? (signatures.length === 0 ? 'none' : 'TOTAL-PASSED');
  } catch (error) {
    if (error instanceof FormatError) return error.code;
    throw error;
  }
}
