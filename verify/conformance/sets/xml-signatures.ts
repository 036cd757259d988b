// XML Signature 1.1: xmlsec's interoperability vectors, xml-crypto's and those under GOST.
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AlgorithmError } from '../../../algorithms/provider.ts';
import type { Algorithms } from '../../../algorithms/registry.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { equalBytes } from '../../../formats/equal-bytes.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { certificatesIn, crlsIn } from '../../../formats/x509/certificate-files.ts';
import { parseXml } from '../../../formats/xml/parse-xml.ts';
import { certificateKey, publicKeysIn } from '../../../test-fixtures/xml/key-values.ts';
import { levelOf } from '../../policy/checks/checks.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import type { Policy } from '../../policy/policy.ts';
import { digestObjects } from '../../process/digest-objects.ts';
import type { FormatFinding, SignatureFacts } from '../../process/signature-facts.ts';
import { validateSignatures } from '../../process/validate-signatures.ts';
import { readXmlSignatures } from '../../process/xml/read-xml-signatures.ts';
import type { CaseAnswer, ConformanceSet } from '../conformance-set.ts';
import type { CorpusFolder } from '../corpus-folder.ts';
import rules from '../xml-signatures.json' with { type: 'json' };

interface Row {
  readonly file: string;
  readonly expected: 'valid' | 'invalid';
  readonly note: string;
}

const REFUSED: ReadonlyMap<string, string> = new Map(
  rules.refused.flatMap(({ reason, files }) => files.map((file) => [file, reason] as const)),
);

/**
 * Of valid rows the mathematics is asked (most come without trust that leads to their keys), of invalid ones
 * the whole decision: nothing of them may pass.
 */
export function xmlSignatures(
  folder: CorpusFolder,
  corpus: 'xmlsec' | 'xml-crypto' | 'gost',
  algorithms: Algorithms,
): ConformanceSet {
  const rows = folder.rows<Row>(`${corpus}.jsonl`).filter(({ file }) => file.endsWith('.xml'));
  const context = { folder, algorithms, keys: keysIn(folder) };
  const cases = rows.map((row, index) => {
    const exception = row.expected === 'valid' ? REFUSED.get(row.file) : undefined;
    return {
      // Some files come twice, under other parameters of xmlsec.
      id: rows.slice(0, index).some(({ file }) => file === row.file)
        ? `${row.file} (row ${index + 1})`
        : row.file,
      expected: row.expected,
      judge: () => judge(row, context),
      ...(exception === undefined ? {} : { exception }),
    };
  });
  return { name: `XML Signature, ${corpus}`, cases };
}

interface Context {
  readonly folder: CorpusFolder;
  readonly algorithms: Algorithms;
  /** Every key that the corpora hold in certificates. */
  readonly keys: readonly Uint8Array[];
}

async function judge(row: Row, context: Context): Promise<CaseAnswer> {
  if (row.expected === 'valid') {
    const accepted = await verifies(row, context);
    return { accepted, reason: accepted ? 'verifies' : 'does not verify' };
  }
  const indication = await judged(row, context);
  return { accepted: indication === 'TOTAL-PASSED', reason: indication };
}

function keysIn(folder: CorpusFolder): readonly Uint8Array[] {
  const files = globSync('{xmldsig,gost}/**/*.{pem,der,crt}', { cwd: fileURLToPath(folder.url) });
  return files.flatMap((file) => {
    const octets = folder.bytes(file);
    const key = certificateKey(octets[0] === 0x30 ? octets : folder.text(file));
    return key === undefined ? [] : [key];
  });
}

async function verifies(row: Row, { folder, algorithms, keys }: Context): Promise<boolean> {
  try {
    const octets = folder.bytes(row.file);
    const signature = { name: basename(row.file), source: bytesSource(octets) };
    let facts = await readXmlSignatures({ signature, algorithms }, 128);
    const content = contentOf(row, folder);
    const wanted = facts.some(({ objects }) =>
      objects.some((object) => object.content === undefined),
    );
    if (content !== undefined && wanted) {
      facts = await readXmlSignatures({ signature, content, algorithms }, 128);
    }
    const own = publicKeysIn(parseXml(octets).root);
    for (const each of facts) {
      const embedded = each.embedded.certificates.map(({ publicKey }) => publicKey.der);
      if (!(await holds(each, [...own, ...embedded, ...keys], algorithms))) return false;
    }
    return facts.length > 0;
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

/** The document outside that the row's parameters put under a URI. */
function contentOf({ note }: Row, folder: CorpusFolder) {
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
  return { name, source: bytesSource(folder.bytes(`xmldsig/xmlsec/external-data/${name}`)) };
}

async function holds(
  facts: SignatureFacts,
  keys: readonly Uint8Array[],
  algorithms: Algorithms,
): Promise<boolean> {
  const decides = ({ id, failed }: FormatFinding) =>
    failed !== undefined && levelOf(defaultPolicy.levels, id) === 'fail';
  if (facts.findings.some(decides)) return false;
  const digests = await digestObjects(facts.objects, algorithms);
  const intact = facts.objects.every((object) => {
    const digest = digests(object);
    return digest !== undefined && equalBytes(digest, object.expectedDigest ?? new Uint8Array());
  });
  if (!intact) return false;
  for (const key of keys) if (await verifiesUnder(key, facts, algorithms)) return true;
  return false;
}

async function verifiesUnder(
  publicKey: Uint8Array,
  { value }: SignatureFacts,
  algorithms: Algorithms,
): Promise<boolean> {
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
async function judged({ file, note }: Row, { folder, algorithms }: Context): Promise<string> {
  const read = (path: string) => folder.bytes(path);
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
