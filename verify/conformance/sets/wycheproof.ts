// C2SP/wycheproof: signature values, each with the verdict of its authors.
import { DIGESTS } from '../../../algorithms/identifiers/digests.ts';
import { AlgorithmError, type AlgorithmReference } from '../../../algorithms/provider.ts';
import type { Algorithms } from '../../../algorithms/registry.ts';
import type { CaseAnswer, ConformanceCase, ConformanceSet } from '../conformance-set.ts';
import type { CorpusFolder } from '../corpus-folder.ts';
import rules from '../wycheproof.json' with { type: 'json' };

interface Group {
  readonly type: string;
  readonly sha?: string;
  readonly publicKey: string | { readonly type?: string };
  readonly publicKeyAsn?: string;
  readonly publicKeyDer: string;
  readonly mgfSha?: string;
  readonly sLen?: number;
  readonly tests: readonly Vector[];
}

interface Vector {
  readonly tcId: number;
  readonly msg: string;
  readonly sig: string;
  readonly ctx?: string;
  readonly result: 'valid' | 'acceptable' | 'invalid';
  readonly flags: readonly string[];
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

/** The files that are asked for; one that the folder has beside them is run too. */
export const WYCHEPROOF_FILES: readonly string[] = rules.files;

/** Every vector of one file under the algorithms of one provider. */
export function wycheproof(
  folder: CorpusFolder,
  file: string,
  algorithms: Algorithms,
): ConformanceSet {
  const { testGroups } = JSON.parse(folder.text(`wycheproof/${file}`)) as {
    testGroups: readonly Group[];
  };
  const [provider = ''] = algorithms.providers;
  const cases = testGroups.flatMap((group) =>
    group.tests.map((vector): ConformanceCase => {
      const exception = exceptionOf(provider, { file, group, vector });
      return {
        id: `${file} ${vector.tcId} ${vector.flags.join()}`,
        expected: vector.result === 'invalid' ? 'invalid' : 'valid',
        judge: () => judge(algorithms, referenceOf(file, group), group, vector),
        ...(exception === undefined ? {} : { exception }),
      };
    }),
  );
  return { name: `Wycheproof ${file}, ${provider}`, cases };
}

/** What a rule of wycheproof.json asks of a vector; every member that is there must fit. */
interface Rule {
  readonly reason: string;
  readonly result?: string;
  /** The vector is under a context that is not empty. */
  readonly context?: boolean;
  readonly provider?: string;
  /** How the name of the file begins. */
  readonly files?: readonly string[];
  readonly digests?: readonly string[];
  readonly otherMaskDigest?: boolean;
}

/** Why a vector that is valid for its authors is refused here. */
function exceptionOf(
  provider: string,
  { file, group, vector }: { file: string; group: Group; vector: Vector },
): string | undefined {
  if (vector.result === 'invalid') return undefined;
  const { sha = '', mgfSha = sha } = group;
  const rule = (rules.notApplicable as readonly Rule[]).find(
    (one) =>
      (one.result ?? vector.result) === vector.result &&
      (one.provider ?? provider) === provider &&
      (one.context !== true || (vector.ctx ?? '') !== '') &&
      (one.files?.some((start) => file.startsWith(start)) ?? true) &&
      (one.digests?.includes(sha) ?? true) &&
      (one.otherMaskDigest !== true || mgfSha !== sha),
  );
  return rule?.reason;
}

async function judge(
  algorithms: Algorithms,
  algorithm: AlgorithmReference,
  group: Group,
  vector: Vector,
): Promise<CaseAnswer> {
  const scheme = algorithms.signature(algorithm.oid);
  if (scheme === undefined) return { accepted: false, reason: 'unknown-algorithm' };
  try {
    const accepted = await scheme.verify({
      publicKey: octets(group.publicKeyDer),
      algorithm,
      digestOid: group.sha === undefined ? undefined : digestOid(group.sha),
      data: octets(vector.msg),
      signature: octets(vector.sig),
    });
    return { accepted, reason: accepted ? 'valid' : 'invalid' };
  } catch (error) {
    if (error instanceof AlgorithmError) return { accepted: false, reason: error.code };
    throw error;
  }
}
