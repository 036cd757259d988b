import { DIGEST_VECTORS, type DigestVector } from './conformance/digest-vectors.ts';
import { SIGNATURE_VECTORS, type SignatureVector } from './conformance/signature-vectors.ts';
import {
  AlgorithmError,
  type AlgorithmProvider,
  type DigestAlgorithm,
  type SignatureAlgorithm,
  type VerifyRequest,
} from './provider.ts';

/** What a provider does otherwise than the standards. */
export interface ConformanceFinding {
  /** Name of the algorithm as the provider gives it. */
  readonly algorithm: string;
  readonly problem:
    | 'wrong-digest'
    | 'wrong-digest-size'
    | 'stream-differs'
    | 'valid-refused'
    | 'invalid-accepted'
    | 'threw-for-a-bad-signature';
  /** Source of the vector, and what was changed in it. */
  readonly vector: string;
}

export interface ConformanceResult {
  readonly findings: readonly ConformanceFinding[];
  /** Algorithms that were held to at least one vector. */
  readonly covered: readonly string[];
  /** Algorithms of the provider that no vector here covers: nothing is known of them. */
  readonly uncovered: readonly string[];
}

/**
 * Holds a provider, ours or one loaded by name, to signatures and digests published in standards: every
 * valid one accepted, every one with something changed refused, pieces and whole alike.
 */
export async function checkConformance(provider: AlgorithmProvider): Promise<ConformanceResult> {
  const findings: ConformanceFinding[] = [];
  const uncovered: string[] = [];
  const covered: string[] = [];
  for (const digest of provider.digests) {
    const vectors = DIGEST_VECTORS.filter(({ oid }) => oid === digest.oid);
    (vectors.length === 0 ? uncovered : covered).push(digest.name);
    for (const vector of vectors) findings.push(...(await checkDigest(digest, vector)));
  }
  for (const scheme of provider.signatures) {
    const vectors = SIGNATURE_VECTORS.filter(({ algorithm }) =>
      scheme.oids.includes(algorithm.oid),
    );
    (vectors.length === 0 ? uncovered : covered).push(scheme.name);
    for (const vector of vectors) findings.push(...(await checkSignature(scheme, vector)));
  }
  return { findings, covered, uncovered };
}

async function checkDigest(digest: DigestAlgorithm, vector: DigestVector) {
  const message = octets(vector.message);
  const expected = octets(vector.digest);
  const finding = (problem: ConformanceFinding['problem']): ConformanceFinding => ({
    algorithm: digest.name,
    problem,
    vector: vector.source,
  });
  const findings: ConformanceFinding[] = [];
  if (digest.size !== expected.length) findings.push(finding('wrong-digest-size'));
  if (!equal(await digest.digest(message), expected)) findings.push(finding('wrong-digest'));
  const hex = await digest.hex?.(message);
  if (hex !== undefined && hex !== vector.digest.toLowerCase())
    findings.push(finding('wrong-digest'));
  const stream = digest.start?.();
  if (stream !== undefined) {
    for (const octet of message) stream.update(Uint8Array.of(octet));
    if (!equal(stream.finish(), expected)) findings.push(finding('stream-differs'));
  }
  return findings;
}

async function checkSignature(scheme: SignatureAlgorithm, vector: SignatureVector) {
  const request: VerifyRequest = {
    publicKey: octets(vector.publicKey),
    algorithm: vector.algorithm,
    digestOid: vector.digestOid,
    data: octets(vector.message),
    signature: octets(vector.signature),
  };
  if (vector.optional === true && (await refusesKey(scheme, request))) return [];
  const cases = [{ what: 'unchanged', request, valid: true }, ...changesOf(request)];
  const findings: ConformanceFinding[] = [];
  for (const { what, request: asked, valid } of cases) {
    const problem = await problemOf(scheme, asked, valid);
    if (problem === undefined) continue;
    findings.push({ algorithm: scheme.name, problem, vector: `${vector.source}: ${what}` });
  }
  return findings;
}

async function refusesKey(scheme: SignatureAlgorithm, request: VerifyRequest): Promise<boolean> {
  try {
    await scheme.verify(request);
    return false;
  } catch (error) {
    return error instanceof AlgorithmError && error.code === 'unsupported-key';
  }
}

async function problemOf(
  scheme: SignatureAlgorithm,
  request: VerifyRequest,
  valid: boolean,
): Promise<ConformanceFinding['problem'] | undefined> {
  try {
    const answer = await scheme.verify(request);
    if (answer !== valid) return valid ? 'valid-refused' : 'invalid-accepted';
    const stream = scheme.start?.(request);
    if (stream === undefined) return undefined;
    for (const octet of request.data) stream.update(Uint8Array.of(octet));
    return stream.finish(request.signature) === valid ? undefined : 'stream-differs';
  } catch {
    // provider.ts: false for a signature that is wrong in any way, malformed included.
    return valid ? 'valid-refused' : 'threw-for-a-bad-signature';
  }
}

interface Change {
  readonly what: string;
  readonly request: VerifyRequest;
  readonly valid: false;
}

/** Each invalid solely because of one change to the message or to the value. */
function changesOf(request: VerifyRequest): readonly Change[] {
  const { data, signature } = request;
  const value = (what: string, changed: Uint8Array): Change => ({
    what,
    request: { ...request, signature: changed },
    valid: false,
  });
  const message = (what: string, changed: Uint8Array): Change => ({
    what,
    request: { ...request, data: changed },
    valid: false,
  });
  const last = signature.length - 1;
  return [
    message('first bit of the message', flipped(data, 0)),
    message('an octet after the message', Uint8Array.of(...data, 0)),
    message('empty message', new Uint8Array()),
    ...[0, 1, 4, last >> 1, last].map((at) =>
      value(`octet ${at} of the value`, flipped(signature, at)),
    ),
    value('last octet missing', signature.subarray(0, last)),
    value('zero octet after', Uint8Array.of(...signature, 0)),
    value('zero octet before', Uint8Array.of(0, ...signature)),
    value('empty value', new Uint8Array()),
    value('all zeros', new Uint8Array(signature.length)),
    value('all ones', new Uint8Array(signature.length).fill(0xff)),
  ];
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((octet, index) => (index === at ? octet ^ 1 : octet));
}

function octets(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (octet) => parseInt(octet, 16));
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, index) => octet === b[index]);
}
