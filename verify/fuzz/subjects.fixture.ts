// Valid signatures of each level and kind, and some that nobody can verify, of which mutants are made.
import { gost } from '../../algorithms/gost/provider.ts';
import { EC_PUBLIC_KEY } from '../../algorithms/identifiers/signatures.ts';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { bitString, oid, sequence } from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { encodeSignedData } from '../../formats/cms/encode-signed-data.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { addArchiveTimeStamp } from '../../signing/cades/add-archive-time-stamp.ts';
import { addTimeStamp } from '../../signing/cades/add-time-stamp.ts';
import { addValidationData } from '../../signing/cades/add-validation-data.ts';
import { counterSign } from '../../signing/cades/counter-sign.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import type { ClaimsToSign } from '../../signing/cades/signer-claims.ts';
import { createPki, type TestIdentity, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { generateKeys, type TestKeyType } from '../../test-fixtures/pki/keys.ts';
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

const LEVELS = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const;
type Level = (typeof LEVELS)[number];

interface World {
  readonly pki: TestPki;
  /** Good for a hundred days, as the signers are for thirty. */
  readonly tsa: TestIdentity;
  readonly later: TestPki;
  readonly laterTsa: TestIdentity;
  readonly signers: ReadonlyMap<TestKeyType, TestIdentity>;
}

async function createWorld(): Promise<World> {
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

export async function createSubjects(): Promise<readonly Subject[]> {
  const world = await createWorld();
  const subjects: Subject[] = [];
  for (const [key, signer] of world.signers) {
    for (const detached of [true, false]) {
      for (const level of LEVELS)
        subjects.push(await atLevel(world, { key, signer, detached, level }));
      subjects.push(await withoutAttributes(world, { key, signer, detached }));
    }
  }
  return [
    ...subjects,
    await longAgo(world),
    await twoSigners(world),
    await countersigned(world),
    await unverifiable(world, 'a point that is not on its curve', offCurve),
    await unverifiable(world, 'a curve that nobody knows', onUnknownCurve),
  ];
}

interface Wish {
  readonly key: string;
  readonly signer: TestIdentity;
  readonly detached: boolean;
}

async function atLevel(world: World, wish: Wish & { readonly level: Level }): Promise<Subject> {
  const { key, signer, detached, level } = wish;
  const steps = LEVELS.indexOf(level);
  let cms = await signed([signer], detached);
  if (steps > 0) cms = await addTimeStamp(cms, client(world.tsa, 0.1));
  if (steps > 1) cms = await addValidationData(cms, await dataOf(world.pki, 0.2));
  if (steps > 2) cms = await archive(cms, world.tsa, 0.3);
  return subject(world, `${level} ${key}`, { cms, detached });
}

/** RFC 5652 §5.4: the value is over the content itself. */
async function withoutAttributes(world: World, { key, signer, detached }: Wish): Promise<Subject> {
  const { issuer, serialNumber } = signer.certificate;
  const cms = encodeSignedData({
    contentType: OID.data,
    ...(detached ? {} : { content: TEXT }),
    certificates: [signer.certificate, ...signer.chain],
    signerInfos: [
      {
        sid: { kind: 'issuer-and-serial', issuer, serialNumber },
        digestAlgorithm: { oid: signer.key.digestOid },
        signatureAlgorithm: signer.key.signatureAlgorithm,
        signature: await signer.key.sign(TEXT),
      },
    ],
  });
  return subject(world, `without attributes ${key}`, { cms, detached });
}

/** Signer and first TSA ended long ago: past signature validation decides. */
async function longAgo(world: World): Promise<Subject> {
  const signer = world.signers.get('ec');
  if (signer === undefined) throw new Error('no signer');
  let cms = await addTimeStamp(await signed([signer], true), client(world.tsa, 0.5));
  cms = await addValidationData(cms, await dataOf(world.pki, 1));
  cms = await archive(cms, world.tsa, 2);
  cms = await addValidationData(cms, await dataOf(world.pki, 89));
  cms = await archive(cms, world.laterTsa, 90);
  return subject(world, 'archived long ago', { cms, detached: true, at: 400 });
}

/** Certified and archived as any other, under a key that no provider can use. */
async function unverifiable(
  world: World,
  name: string,
  change: (publicKey: Uint8Array) => Uint8Array,
): Promise<Subject> {
  const made = await generateKeys('ec');
  const keys = { ...made, key: { ...made.key, publicKey: change(made.key.publicKey) } };
  const signer = await world.pki.issue({ subject: { commonName: 'Иванов' }, keys });
  const wish = { key: name, signer, detached: true, level: 'B-LTA' } as const;
  return { ...(await atLevel(world, wish)), unverifiable: true };
}

/** The same curve, and the last octet of y another one. */
function offCurve(publicKey: Uint8Array): Uint8Array {
  return publicKey.map((octet, at) => (at === publicKey.length - 1 ? octet ^ 1 : octet));
}

function onUnknownCurve(publicKey: Uint8Array): Uint8Array {
  const point = publicKey.subarray(-65); // uncompressed, of P-256
  return sequence(sequence(oid(EC_PUBLIC_KEY), oid('2.999.1')), bitString(point));
}

async function twoSigners(world: World): Promise<Subject> {
  const signers = [world.signers.get('ec'), world.signers.get('rsa')].filter(
    (each) => each !== undefined,
  );
  return subject(world, 'two signers', {
    cms: await signed(signers, true, CLAIMS),
    detached: true,
  });
}

async function countersigned(world: World): Promise<Subject> {
  const [signer, identity] = [world.signers.get('ec'), world.signers.get('rsa')];
  if (signer === undefined || identity === undefined) throw new Error('no signers');
  const { mimeType: _, ...claims } = CLAIMS;
  const signing = { identity, signingTime: START, claims, digest: algorithms };
  const cms = await counterSign(await signed([signer], true, CLAIMS), signing);
  return subject(world, 'countersigned', { cms, detached: true });
}

async function subject(
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

function signed(
  identities: readonly TestIdentity[],
  detached: boolean,
  claims: ClaimsToSign = {},
): Promise<Uint8Array> {
  const content = bytesSource(TEXT);
  const signing = { content, detached, identities, claims, digest: algorithms };
  return signCades({ ...signing, signingTime: START });
}

/** Every attribute of the signer's own word. */
const CLAIMS = {
  commitment: { type: '1.2.840.113549.1.9.16.6.1', qualifiers: ['2.999.1'] },
  location: { country: 'RU', locality: 'Москва', postalAddress: ['ул. Ильинка, 1'] },
  roles: [{ type: OID.title, value: 'Директор' }],
  mimeType: 'application/pdf',
} as const satisfies ClaimsToSign;

function client(identity: TestIdentity, at: number) {
  return testTimeStamper({ identity, now: () => days(at), algorithms });
}

async function listsOf(pki: TestPki, at: number): Promise<readonly Uint8Array[]> {
  return [await pki.crl(days(at)), await pki.crl(days(at), { of: 'root' })];
}

async function dataOf(pki: TestPki, at: number) {
  return { certificates: [pki.issuer], crls: await listsOf(pki, at), ocspResponses: [] };
}

function archive(cms: Uint8Array, tsa: TestIdentity, at: number): Promise<Uint8Array> {
  const content = bytesSource(TEXT); // where the CMS carries it, it is not looked at
  return addArchiveTimeStamp(cms, {
    client: client(tsa, at),
    algorithms,
    digestOid: OID.sha256,
    content,
  });
}
