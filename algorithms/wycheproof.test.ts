import { existsSync, readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { DIGESTS } from './identifiers/digests.ts';
import { nodeCrypto } from './node-crypto/provider.ts';
import { AlgorithmError, type AlgorithmErrorCode, type AlgorithmReference } from './provider.ts';
import { type Algorithms, algorithmsOf } from './registry.ts';
import { webCrypto } from './web-crypto/provider.ts';

// C2SP/wycheproof, each vector with the verdict of its authors.
const corpus = new URL('../../shared/corpora/wycheproof/', import.meta.url);
const providers = [nodeCrypto, webCrypto].map((provider) => algorithmsOf([provider]));

interface Group {
  readonly type: string;
  readonly sha?: string;
  readonly publicKey: string | { readonly type?: string };
  readonly publicKeyAsn?: string;
  readonly publicKeyDer: string;
  readonly mgfSha?: string;
  readonly sLen?: number;
  readonly tests: readonly {
    readonly tcId: number;
    readonly msg: string;
    readonly sig: string;
    readonly ctx?: string;
    readonly result: 'valid' | 'acceptable' | 'invalid';
    readonly flags: readonly string[];
  }[];
}

const octets = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

function digestOid(name: string): string {
  const plain = name.toLowerCase().replace(/^sha-/, 'sha').replace('sha512/', 'sha512-');
  return DIGESTS.find((digest) => digest.name === plain)?.oid ?? plain;
}

function der(tag: string, ...parts: string[]): string {
  const content = parts.join('');
  const length = content.length / 2;
  const head = length < 128 ? '' : length < 256 ? '81' : '82';
  return tag + head + length.toString(16).padStart(length < 256 ? 2 : 4, '0') + content;
}

const OID_DER: Readonly<Record<string, string>> = {
  'SHA-1': '06052b0e03021a',
  'SHA-224': '0609608648016503040204',
  'SHA-256': '0609608648016503040201',
  'SHA-384': '0609608648016503040202',
  'SHA-512': '0609608648016503040203',
  'SHA-512/224': '0609608648016503040205',
  'SHA-512/256': '0609608648016503040206',
};

function pssParameters(group: Group): Uint8Array {
  const hash = der('30', OID_DER[group.sha ?? ''] ?? '', '0500');
  const mgfHash = der('30', OID_DER[group.mgfSha ?? ''] ?? '', '0500');
  const mask = der('30', '06092a864886f70d010108', mgfHash);
  const salt = der('02', (group.sLen ?? 0).toString(16).padStart(2, '0'));
  return octets(der('30', der('a0', hash), der('a1', mask), der('a2', salt)));
}

function referenceOf(file: string, group: Group): AlgorithmReference {
  if (group.type.startsWith('RsassaPss')) {
    return { oid: '1.2.840.113549.1.1.10', parameters: pssParameters(group) };
  }
  if (group.type === 'RsassaPkcs1Verify') return { oid: '1.2.840.113549.1.1.1' };
  if (group.type === 'EcdsaVerify') return { oid: '1.2.840.10045.2.1' };
  if (group.type === 'EcdsaP1363Verify') {
    const digest = group.sha?.toLowerCase().replace('-', '');
    return { oid: `http://www.w3.org/2001/04/xmldsig-more#ecdsa-${digest}` };
  }
  if (file.startsWith('ed25519')) return { oid: '1.3.101.112' };
  if (file.startsWith('ed448')) return { oid: '1.3.101.113' };
  const level = { 44: '17', 65: '18', 87: '19' }[file.slice(6, 8)];
  return { oid: `2.16.840.1.101.3.4.3.${level}` };
}

/** What we must answer. */
function expected(vector: Group['tests'][number]): boolean | AlgorithmErrorCode {
  // No signature was judged: there is no such key.
  if (vector.flags.includes('IncorrectPublicKeyLength')) return 'unsupported-key';
  // «Acceptable» here is one vector a file: the NULL left out of DigestInfo (RFC 8017 §8.2.2 note 2 lets
  // a verifier take it for old signers); OpenSSL does not, and one spelling only is safer.
  if (vector.result === 'acceptable') return false;
  // RFC 9882 §3: CMS and X.509 use ML-DSA with the empty context; under another it is another message.
  if (vector.ctx !== undefined && vector.ctx !== '') return false;
  return vector.result === 'valid';
}

async function answer(
  algorithms: Algorithms,
  reference: AlgorithmReference,
  group: Group,
  vector: Group['tests'][number],
) {
  const scheme = algorithms.signature(reference.oid);
  if (scheme === undefined) return 'unknown-algorithm';
  const beside = group.sha === undefined ? undefined : digestOid(group.sha);
  try {
    return await scheme.verify({
      publicKey: octets(group.publicKeyDer),
      algorithm: reference,
      digestOid: beside,
      data: octets(vector.msg),
      signature: octets(vector.sig),
    });
  } catch (error) {
    if (error instanceof AlgorithmError) return error.code;
    throw error;
  }
}

/** WebCrypto may not have the scheme, the curve or the digest; it must say so for all of a group then. */
function lacks(provider: string, file: string, group: Group): boolean {
  if (provider !== 'web-crypto') return false;
  const { sha = '', mgfSha = sha } = group;
  return /^(ed448|mldsa|ecdsa_brainpool)/.test(file) || sha === 'SHA-224' || mgfSha !== sha;
}

if (existsSync(corpus)) {
  for (const algorithms of providers) {
    const [provider = ''] = algorithms.providers;
    for (const file of readdirSync(corpus).sort()) {
      test(`wycheproof ${file}: ${provider} accepts the valid, refuses the invalid`, async (t) => {
        const { testGroups } = JSON.parse(readFileSync(new URL(file, corpus), 'utf8')) as {
          testGroups: readonly Group[];
        };
        const wrong: string[] = [];
        for (const group of testGroups) {
          const reference = referenceOf(file, group);
          for (const vector of group.tests) {
            const given = await answer(algorithms, reference, group, vector);
            const right = lacks(provider, file, group)
              ? typeof given === 'string'
              : given === expected(vector);
            if (!right) wrong.push(`${vector.tcId} ${vector.flags.join()}: ${given} ${group.sha}`);
          }
        }
        t.deepEqual(wrong, []);
      });
    }
  }
} else {
  test.skip('wycheproof: place the vectors in ../shared/corpora/wycheproof', () => {});
}
