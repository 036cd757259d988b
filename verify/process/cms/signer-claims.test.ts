import test from 'ava';
import { explicit, oid, sequence, utf8String } from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import type { Attribute } from '../../../formats/cms/signed-data.ts';
import { counterSign } from '../../../signing/cades/counter-sign.ts';
import { signCades } from '../../../signing/cades/sign-cades.ts';
import { type ClaimsToSign, claimAttributes } from '../../../signing/cades/signer-claims.ts';
import type { SignatureReport } from '../../report/report.ts';
import {
  algorithms,
  attribute,
  CONTENT,
  craft,
  GOOD,
  judge,
  NOW,
  signer,
} from './crafted.fixture.ts';

const APPROVAL = '1.2.840.113549.1.9.16.6.5';
const CLAIMS: ClaimsToSign = {
  commitment: { type: APPROVAL, qualifiers: ['2.999.1'] },
  location: { country: 'RU', locality: 'Москва', postalAddress: ['ул. Ильинка, 1'] },
  roles: [{ type: OID.title, value: 'Директор' }],
  mimeType: 'application/pdf',
};

const told = ({ indication, reason }: SignatureReport) =>
  indication === 'TOTAL-PASSED'
    ? [indication]
    : [indication, reason.code, reason.facts?.['attribute']];

const signed = (claims?: ClaimsToSign) =>
  signCades({
    content: bytesSource(CONTENT),
    contentName: 'инвойс.pdf',
    detached: true,
    identities: [signer],
    signingTime: NOW,
    digest: algorithms,
    ...(claims === undefined ? {} : { claims }),
  });

test('EN 319 122-1 §5.2: what the signer says of the act of signing is told', async (t) => {
  const report = await judge(await signed(CLAIMS));
  t.is(report.indication, 'TOTAL-PASSED');
  const { signingCertificate: _, ...attributes } = report.signedAttributes ?? {};
  t.deepEqual(attributes, {
    contentType: OID.data,
    commitments: [{ type: APPROVAL, qualifiers: ['2.999.1'] }],
    productionPlace: { country: 'RU', locality: 'Москва', postalAddress: ['ул. Ильинка, 1'] },
    roles: { claimed: [{ type: OID.title, value: 'Директор' }], certified: [] },
    contentHints: { description: 'инвойс.pdf', contentType: OID.data },
    mimeType: 'application/pdf',
  });
});

test('nothing is told that the signer did not say', async (t) => {
  const { signedAttributes } = await judge(await craft());
  t.deepEqual(Object.keys(signedAttributes ?? {}), ['contentType', 'signingCertificate']);
});

test('a counter-signature has claims of its own', async (t) => {
  const claims = { roles: [{ type: OID.title, value: 'Нотариус' }] };
  const cms = await counterSign(await signed(CLAIMS), {
    ...{ identity: signer, signingTime: NOW, claims, digest: algorithms },
  });
  const { counterSignatures = [], signedAttributes } = await judge(cms);
  t.deepEqual(counterSignatures[0]?.signedAttributes?.roles?.claimed, claims.roles);
  t.deepEqual(signedAttributes?.roles?.claimed, CLAIMS.roles);
});

const NAMES: Readonly<Record<string, string>> = {
  [OID.commitmentType]: 'commitment-type-indication',
  [OID.signerLocation]: 'signer-location',
  [OID.signerAttributesV2]: 'signer-attributes-v2',
  [OID.mimeType]: 'mime-type',
};

for (const one of claimAttributes(CLAIMS)) {
  const name = NAMES[one.oid] ?? '';
  const judged = async (...list: readonly Attribute[]) =>
    told(await judge(await craft({ attributes: [...GOOD, ...list] })));

  test(`${name}: read, it is in nobody’s way`, async (t) => {
    t.deepEqual(await judged(one), ['TOTAL-PASSED']);
  });

  test(`${name}: a signature of which it cannot be read is refused solely because of it`, async (t) => {
    const unreadable = { oid: one.oid, values: [sequence(oid('2.999'), sequence())] };
    t.deepEqual(await judged(unreadable), ['TOTAL-FAILED', 'attribute-malformed', name]);
  });

  test(`${name}: there twice, none of the two is guessed; but commitments may be several`, async (t) => {
    const several = one.oid === OID.commitmentType;
    const expected = several ? ['TOTAL-PASSED'] : ['TOTAL-FAILED', 'attribute-repeated', name];
    t.deepEqual(await judged(one, one), expected);
  });
}

const CERTIFICATE = sequence(utf8String('сертификат атрибутов'));

for (const [title, given, kind] of [
  [
    'signer-attributes',
    attribute(OID.signerAttributes, sequence(explicit(1, CERTIFICATE))),
    'attribute-certificate',
  ],
  [
    'signer-attributes-v2',
    attribute(OID.signerAttributesV2, sequence(explicit(2, sequence(CERTIFICATE)))),
    'signed-assertion',
  ],
] as const) {
  test(`§5.2.6: what others vouch for in ${title} is told, and told not to have been verified`, async (t) => {
    const { indication, signedAttributes, warnings } = await judge(
      await craft({ attributes: [...GOOD, given] }),
    );
    t.is(indication, 'TOTAL-PASSED');
    const sha256 = await crypto.subtle.digest('SHA-256', new Uint8Array(CERTIFICATE));
    t.deepEqual(signedAttributes?.roles, {
      claimed: [],
      certified: [{ kind, sha256: Buffer.from(sha256).toString('hex') }],
    });
    t.deepEqual(warnings, [{ code: 'certified-role-not-judged' }]);
  });
}
