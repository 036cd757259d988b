// Valid signatures of each level and kind, and some that nobody can verify, of which mutants are made.
import { OID } from '../../formats/asn1/oids.ts';
import { encodeSignedData } from '../../formats/cms/encode-signed-data.ts';
import { addTimeStamp } from '../../signing/cades/add-time-stamp.ts';
import { addValidationData } from '../../signing/cades/add-validation-data.ts';
import { counterSign } from '../../signing/cades/counter-sign.ts';
import type { ClaimsToSign } from '../../signing/cades/signer-claims.ts';
import type { TestIdentity } from '../../test-fixtures/pki/create-pki.ts';
import { createArchived } from './archived-subjects.fixture.ts';
import {
  algorithms,
  archive,
  client,
  createWorld,
  dataOf,
  START,
  type Subject,
  signed,
  subject,
  TEXT,
  type World,
} from './world.fixture.ts';

const LEVELS = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const;
type Level = (typeof LEVELS)[number];

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
    await twoSigners(world),
    await countersigned(world),
    ...(await createArchived(world)),
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

/** Every attribute of the signer's own word. */
const CLAIMS = {
  commitment: { type: '1.2.840.113549.1.9.16.6.1', qualifiers: ['2.999.1'] },
  location: { country: 'RU', locality: 'Москва', postalAddress: ['ул. Ильинка, 1'] },
  roles: [{ type: OID.title, value: 'Директор' }],
  mimeType: 'application/pdf',
} as const satisfies ClaimsToSign;
