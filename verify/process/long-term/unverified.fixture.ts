// Signatures over elliptic curves under authorities and a TSA by RSA, and why the curves cannot be computed.
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import {
  AlgorithmError,
  type AlgorithmProvider,
  type SignatureAlgorithm,
} from '../../../algorithms/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { equalBytes } from '../../../formats/equal-bytes.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { addArchiveTimeStamp } from '../../../signing/cades/add-archive-time-stamp.ts';
import { addTimeStamp } from '../../../signing/cades/add-time-stamp.ts';
import { rewriteSignedData } from '../../../signing/cades/rewrite-signed-data.ts';
import { signCades } from '../../../signing/cades/sign-cades.ts';
import { createPki, type TestIdentity } from '../../../test-fixtures/pki/create-pki.ts';
import { testTimeStamper } from '../../../test-fixtures/pki/time-stamp-service.ts';
import { flipLastBit } from '../../../test-fixtures/samples/forge-cms.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import type { SignatureReport } from '../../report/report.ts';
import { addStamp, archiveV2 } from '../cms/archive-stamps.fixture.ts';
import { validateSignatures } from '../validate-signatures.ts';

export const algorithms = algorithmsOf([nodeCrypto]);
export const START = new Date('2026-03-01T10:00:00Z');
export const hours = (count: number) => new Date(START.getTime() + count * 3_600_000);
const text = new TextEncoder().encode('Договор № 8 от 1 марта 2026 г.');
const content = bytesSource(text);

const pki = await createPki({ now: START, caKey: 'rsa' });
const stamping = { extendedKeyUsage: [OID.kpTimeStamping], extendedKeyUsageCritical: true };
const [signer, ended, notary, rsaTsa, ecTsa] = await Promise.all([
  pki.issue({ subject: { commonName: 'Иванов Иван' }, key: 'ec' }),
  pki.issue({ subject: { commonName: 'Сидоров Иван' }, key: 'ec', notAfter: hours(15) }),
  pki.issue({ subject: { commonName: 'Петров Пётр' }, key: 'rsa' }),
  pki.issue({ subject: { commonName: 'ТЕСТ Штампы' }, key: 'rsa', ...stamping }),
  pki.issue({ subject: { commonName: 'ТЕСТ Штампы на кривой' }, key: 'ec', ...stamping }),
]);

export { ended, notary, signer };

const lists = async (at: Date) => [
  parseCrl(await pki.crl(at)),
  parseCrl(await pki.crl(at, { of: 'root' })),
];
const before = await lists(hours(10));
pki.revoke(signer.certificate, hours(5));
/** They tell that the signer was revoked after five hours. */
export const revoked = await lists(hours(10));

const client = (identity: TestIdentity, at: Date) =>
  testTimeStamper({ identity, now: () => at, algorithms });

export function signed(identity: TestIdentity): Promise<Uint8Array> {
  return signCades({
    ...{ content, detached: true, identities: [identity] },
    ...{ signingTime: START, digest: algorithms },
  });
}

/** By the TSA on a curve, an hour after the start. */
export const stamped = (cms: Uint8Array) => addTimeStamp(cms, client(ecTsa, hours(1)));

/** By the TSA of RSA, six hours after the start. */
export const ARCHIVES = {
  'an archive-time-stamp-v3': (cms: Uint8Array) =>
    addArchiveTimeStamp(cms, {
      client: client(rsaTsa, hours(6)),
      ...{ algorithms, digestOid: OID.sha256, content },
    }),
  'an archive-time-stamp-v2': (cms: Uint8Array) =>
    addStamp(cms, {
      ...{ client: client(rsaTsa, hours(6)), type: OID.archiveTimeStampV2 },
      make: archiveV2('tagged', text),
    }),
} as const;

export function withTokenThatIsNone(cms: Uint8Array): Promise<Uint8Array> {
  const none = { oid: OID.archiveTimeStampV3, values: [Uint8Array.of(0x30, 0)] };
  return rewriteSignedData(cms, () => ({
    signerInfo: async ({ unsignedAttributes = [], ...info }) => ({
      ...info,
      unsignedAttributes: [...unsignedAttributes, none],
    }),
  }));
}

export function withWrongValue(cms: Uint8Array): Promise<Uint8Array> {
  return rewriteSignedData(cms, () => ({
    signerInfo: async (info) => ({ ...info, signature: flipLastBit(info.signature) }),
  }));
}

const isEcdsa = ({ name }: SignatureAlgorithm) => name === 'ecdsa';

/** ECDSA as `verify` has it. */
function withEcdsa(verify: (one: SignatureAlgorithm) => SignatureAlgorithm['verify']) {
  const changed = nodeCrypto.signatures.map((one) =>
    isEcdsa(one) ? { ...one, verify: verify(one) } : one,
  );
  return { ...nodeCrypto, signatures: changed };
}

function unusable(): never {
  throw new AlgorithmError('unsupported-key', 'ecdsa', 'a curve that nobody knows');
}

/** Why signatures over elliptic curves cannot be computed here. */
export const HINDRANCES: Record<string, AlgorithmProvider> = {
  'no provider has the algorithm': {
    ...nodeCrypto,
    signatures: nodeCrypto.signatures.filter((one) => !isEcdsa(one)),
  },
  'no key can be used': withEcdsa(() => unusable),
  'the key of signer and TSA cannot be used': withEcdsa((ecdsa) => (request) => {
    const known = [signer, ended, ecTsa].some(({ certificate }) =>
      equalBytes(request.publicKey, certificate.publicKey.der),
    );
    return known ? unusable() : ecdsa.verify(request);
  }),
};

export async function judge(
  cms: Uint8Array,
  { provider = nodeCrypto, policy = defaultPolicy, crls = before } = {},
): Promise<SignatureReport> {
  const { signatures } = await validateSignatures({
    signature: { name: 'a.p7s', source: bytesSource(cms) },
    content: { name: 'a', source: content },
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [], crls, ocspResponses: [] },
    policy,
    time: hours(20),
    algorithms: algorithmsOf([provider]),
  });
  const [report] = signatures;
  if (report === undefined) throw new Error('no signature');
  return report;
}
