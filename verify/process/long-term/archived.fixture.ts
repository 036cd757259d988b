// A signer for a month, a TSA for a hundred days, and one of another PKI for eight years; what they sign and stamp.
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { addTimeStamp } from '../../../signing/cades/add-time-stamp.ts';
import { addValidationData } from '../../../signing/cades/add-validation-data.ts';
import { signCades } from '../../../signing/cades/sign-cades.ts';
import {
  createPki,
  type TestIdentity,
  type TestPki,
} from '../../../test-fixtures/pki/create-pki.ts';
import { testTimeStamper } from '../../../test-fixtures/pki/time-stamp-service.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import { validateSignatures } from '../validate-signatures.ts';
import type { ValidationInput } from '../validation-input.ts';

export const algorithms = algorithmsOf([nodeCrypto]);
export const START = new Date('2026-03-01T10:00:00Z');
export const days = (count: number) => new Date(START.getTime() + count * 24 * 60 * 60 * 1000);
export const text: Uint8Array = new TextEncoder().encode('Договор № 7 от 1 марта 2026 г.');
const content = bytesSource(text);

export const pki = await createPki({ now: START });
export const later = await createPki({ now: START, label: 'второй' });
const tsa = (commonName: string, until: number) => ({
  subject: { commonName },
  extendedKeyUsage: [OID.kpTimeStamping],
  extendedKeyUsageCritical: true,
  notAfter: days(until),
});
const [signer, ended, lasting] = await Promise.all([
  pki.issue({ subject: { commonName: 'Иванов Иван' }, notAfter: days(30) }),
  pki.issue(tsa('ТЕСТ Служба штампов времени 1', 100)),
  later.issue(tsa('ТЕСТ Служба штампов времени 2', 3000)),
]);

export { ended, lasting, signer };

export const stamper = (identity: TestIdentity, day: number) =>
  testTimeStamper({ identity, now: () => days(day), algorithms });

/** The status of all that a PKI certified, as of a day. */
export const data = async (of: TestPki, day: number) => ({
  certificates: [of.issuer],
  crls: [await of.crl(days(day)), await of.crl(days(day), { of: 'root' })],
  ocspResponses: [],
});

/** Signed and stamped on the first day, its validation data inside since the second. */
export async function complete(how: Parameters<typeof stamped>[0] = {}): Promise<Uint8Array> {
  return addValidationData(await stamped(how), await data(pki, 1));
}

/** Signed on the first day, and stamped by the first TSA unless told. */
export async function stamped({
  identity = signer,
  by = ended,
  on = 0.5,
} = {}): Promise<Uint8Array> {
  const signed = await signCades({
    content,
    detached: true,
    identities: [identity],
    signingTime: START,
    digest: algorithms,
  });
  return addTimeStamp(signed, stamper(by, on));
}

/** As who holds both roots and yesterday's lists judges it on that day; `until`: the first is trusted so long. */
export async function judgeOn(
  day: number,
  cms: Uint8Array,
  { until, ...changes }: Partial<ValidationInput> & { readonly until?: number } = {},
) {
  const lists = [await data(pki, day - 1), await data(later, day - 1)].flatMap(({ crls }) => crls);
  const report = await validateSignatures({
    signature: { name: 'contract.p7s', source: bytesSource(cms) },
    content: { name: 'contract', source: content },
    trust: [
      { certificate: pki.root, ...(until === undefined ? {} : { until: days(until) }) },
      { certificate: later.root },
    ],
    evidence: { certificates: [later.issuer], crls: lists.map(parseCrl), ocspResponses: [] },
    policy: defaultPolicy,
    algorithms,
    time: days(day),
    ...changes,
  });
  const [signature] = report.signatures;
  if (signature === undefined) throw new Error('no signature');
  return { ...report, signature };
}
