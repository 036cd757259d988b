// Signatures that hold, or must not, by what time-stamps over them prove of the past.
import { EC_PUBLIC_KEY } from '../../algorithms/identifiers/signatures.ts';
import { bitString, oid, sequence } from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { addTimeStamp } from '../../signing/cades/add-time-stamp.ts';
import { addValidationData } from '../../signing/cades/add-validation-data.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { generateKeys } from '../../test-fixtures/pki/keys.ts';
import {
  addStamp,
  addValue,
  archiveV2,
  signatureAndReferences,
} from '../process/cms/archive-stamps.fixture.ts';
import { withReferences } from '../process/cms/references.fixture.ts';
import {
  archive,
  client,
  dataOf,
  days,
  START,
  type Subject,
  signed,
  subject,
  TEXT,
  type World,
} from './world.fixture.ts';

export async function createArchived(world: World): Promise<readonly Subject[]> {
  return [
    await longAgo(world),
    await inOneAttribute(world),
    await referenced(world),
    await unverifiable(world, 'a point that is not on its curve', offCurve),
    await unverifiable(world, 'a curve that nobody knows', onUnknownCurve),
  ];
}

/** Signer and first TSA ended long ago: past signature validation decides. */
async function longAgo(world: World): Promise<Subject> {
  let cms = await archive(await complete(world), world.tsa, 2);
  cms = await addValidationData(cms, await dataOf(world.pki, 89));
  cms = await archive(cms, world.laterTsa, 90);
  return subject(world, 'archived long ago', { cms, detached: true, at: 400 });
}

/** The same by archive-time-stamp-v2, the second of them a further value of the attribute of the first. */
async function inOneAttribute(world: World): Promise<Subject> {
  const make = archiveV2('tagged', TEXT);
  const kept = await addValidationData(await complete(world), await dataOf(world.pki, 89));
  const once = await addStamp(kept, {
    ...{ client: client(world.tsa, 89.5), type: OID.archiveTimeStampV2, make },
  });
  const cms = await addValue(once, { client: client(world.laterTsa, 90), make, place: 'last' });
  return subject(world, 'archived in one attribute', { cms, detached: true, at: 400 });
}

/** Signed and stamped, the status of both at hand inside. */
async function complete(world: World): Promise<Uint8Array> {
  const stamped = await addTimeStamp(await signed([signerOf(world)], true), client(world.tsa, 0.5));
  return addValidationData(stamped, await dataOf(world.pki, 1));
}

function signerOf({ signers }: World) {
  const signer = signers.get('ec');
  if (signer === undefined) throw new Error('no signer');
  return signer;
}

/** Of an authority that ended; what it said lies elsewhere, and is proven by references to it alone. */
async function referenced(world: World): Promise<Subject> {
  const pki = await createPki({ now: START, issuerUntil: days(60), label: 'до срока' });
  const signer = await pki.issue({ subject: { commonName: 'Иванов' }, notAfter: days(30) });
  const fresh = { nextUpdate: days(390) };
  const crls = [await pki.crl(days(10), fresh), await pki.crl(days(10), { of: 'root', ...fresh })];
  const certificates = [pki.issuer.der, pki.root.der];
  const stamped = await addTimeStamp(await signed([signer], true), client(world.laterTsa, 0.5));
  const cms = await addStamp(await withReferences(stamped, { certificates, crls }), {
    ...{ client: client(world.laterTsa, 50), type: OID.escTimeStamp },
    make: signatureAndReferences,
  });
  const made = await subject(world, 'by references', { cms, detached: true, at: 400 });
  return { ...made, trust: [...made.trust, pki.root], crls: [...made.crls, ...crls] };
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
  const stamped = await addTimeStamp(await signed([signer], true), client(world.tsa, 0.1));
  const kept = await addValidationData(stamped, await dataOf(world.pki, 0.2));
  const cms = await archive(kept, world.tsa, 0.3);
  return { ...(await subject(world, name, { cms, detached: true })), unverifiable: true };
}

/** The same curve, and the last octet of y another one. */
function offCurve(publicKey: Uint8Array): Uint8Array {
  return publicKey.map((octet, at) => (at === publicKey.length - 1 ? octet ^ 1 : octet));
}

function onUnknownCurve(publicKey: Uint8Array): Uint8Array {
  const point = publicKey.subarray(-65); // uncompressed, of P-256
  return sequence(sequence(oid(EC_PUBLIC_KEY), oid('2.999.1')), bitString(point));
}
