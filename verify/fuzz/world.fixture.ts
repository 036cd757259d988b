// Who signs, stamps and certifies what is mutated, and what each signature is judged by.
import { gost } from '../../algorithms/gost/provider.ts';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { addArchiveTimeStamp } from '../../signing/cades/add-archive-time-stamp.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import type { ClaimsToSign } from '../../signing/cades/signer-claims.ts';
import { createPki, type TestIdentity, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import type { TestKeyType } from '../../test-fixtures/pki/keys.ts';
import { testTimeStamper } from '../../test-fixtures/pki/time-stamp-service.ts';

export const START = new Date('2026-03-01T10:00:00Z');
const DAY = 24 * 60 * 60 * 1000;
export const days = (count: number) => new Date(START.getTime() + count * DAY);
export const algorithms = algorithmsOf([nodeCrypto, gost]);
export const TEXT: Uint8Array = new TextEncoder().encode('Договор № 7 от 1 марта 2026 г.');

/** A signature and what it is judged by; valid unless told. */
export interface Subject {
  readonly name: string;
  readonly cms: Uint8Array;
  /** Absent: the CMS carries it. */
  readonly content?: Uint8Array;
  readonly trust: readonly Certificate[];
  /** DER. */
  readonly crls: readonly Uint8Array[];
  readonly time: Date;
  /** No provider can compute its value, whatever else is proven: neither it nor a mutant of it may pass. */
  readonly unverifiable?: true;
}

export interface World {
  readonly pki: TestPki;
  /** Good for a hundred days, as the signers are for thirty. */
  readonly tsa: TestIdentity;
  readonly later: TestPki;
  readonly laterTsa: TestIdentity;
  readonly signers: ReadonlyMap<TestKeyType, TestIdentity>;
}

export async function createWorld(): Promise<World> {
  const pki = await createPki({ now: START });
  const later = await createPki({ now: START, label: 'второй' });
  const tsaOf = (of: TestPki, notAfter: Date) =>
    of.issue({
      subject: { commonName: 'ТЕСТ Служба штампов времени' },
      extendedKeyUsage: [OID.kpTimeStamping],
      extendedKeyUsageCritical: true,
      notAfter,
    });
  const signers = new Map<TestKeyType, TestIdentity>();
  for (const key of ['ec', 'rsa', 'gost256'] as const) {
    const subject = { commonName: `Иванов ${key}` };
    signers.set(key, await pki.issue({ subject, key, notAfter: days(30) }));
  }
  const [tsa, laterTsa] = [await tsaOf(pki, days(100)), await tsaOf(later, days(3000))];
  return { pki, tsa, later, laterTsa, signers };
}

export async function subject(
  { pki, later }: World,
  name: string,
  made: { readonly cms: Uint8Array; readonly detached: boolean; readonly at?: number },
): Promise<Subject> {
  const { cms, detached, at = 0.5 } = made;
  const lists = [...(await listsOf(pki, at - 0.05)), ...(await listsOf(later, at - 0.05))];
  return {
    name: `${name} ${detached ? 'detached' : 'attached'}`,
    cms,
    ...(detached ? { content: TEXT } : {}),
    trust: [pki.root, later.root],
    crls: lists,
    time: days(at),
  };
}

export function signed(
  identities: readonly TestIdentity[],
  detached: boolean,
  claims: ClaimsToSign = {},
): Promise<Uint8Array> {
  const content = bytesSource(TEXT);
  const signing = { content, detached, identities, claims, digest: algorithms };
  return signCades({ ...signing, signingTime: START });
}

export function client(identity: TestIdentity, at: number) {
  return testTimeStamper({ identity, now: () => days(at), algorithms });
}

export async function listsOf(pki: TestPki, at: number): Promise<readonly Uint8Array[]> {
  return [await pki.crl(days(at)), await pki.crl(days(at), { of: 'root' })];
}

export async function dataOf(pki: TestPki, at: number) {
  return { certificates: [pki.issuer], crls: await listsOf(pki, at), ocspResponses: [] };
}

export function archive(cms: Uint8Array, tsa: TestIdentity, at: number): Promise<Uint8Array> {
  const content = bytesSource(TEXT); // where the CMS carries it, it is not looked at
  return addArchiveTimeStamp(cms, {
    client: client(tsa, at),
    algorithms,
    digestOid: OID.sha256,
    content,
  });
}
