import test from 'ava';
import fc from 'fast-check';
import { OID } from '../../formats/asn1/oids.ts';
import { findAttributes } from '../../formats/cms/attributes.ts';
import {
  readCommitmentType,
  readMimeType,
  readSignerLocation,
} from '../../formats/cms/signer-claims.ts';
import { readSignerAttributesV2 } from '../../formats/cms/signer-roles.ts';
import { SigningError } from '../signing-error.ts';
import { type ClaimsToSign, claimAttributes } from './signer-claims.ts';

/** What a verifier reads. */
function readBack(claims: ClaimsToSign): unknown {
  const list = claimAttributes(claims);
  const one = <T>(oid: string, read: (attribute: (typeof list)[number]) => T): T | undefined => {
    const [attribute] = findAttributes(list, oid);
    return attribute && read(attribute);
  };
  return {
    commitment: one(OID.commitmentType, readCommitmentType),
    location: one(OID.signerLocation, readSignerLocation),
    roles: one(OID.signerAttributesV2, readSignerAttributesV2)?.claimed,
    mimeType: one(OID.mimeType, readMimeType),
  };
}

const text = fc.string({ unit: 'grapheme', maxLength: 60 });
const oid = fc
  .array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 5 })
  .map((arcs) => `2.${arcs.join('.')}`);
const location = fc
  .record(
    {
      country: text,
      locality: text,
      postalAddress: fc.array(text, { minLength: 1, maxLength: 6 }),
    },
    { requiredKeys: [] },
  )
  .filter((place) => Object.keys(place).length > 0);
const claims = fc.record(
  {
    commitment: fc.record({ type: oid, qualifiers: fc.array(oid, { maxLength: 4 }) }),
    location,
    roles: fc.array(fc.record({ type: oid, value: text }), { minLength: 1, maxLength: 4 }),
    mimeType: text,
  },
  { requiredKeys: [] },
);

test('EN 319 122-1 §5.2: whatever is claimed is read back as it was', (t) => {
  fc.assert(
    fc.property(claims, (said) => {
      const nothing = {
        commitment: undefined,
        location: undefined,
        roles: undefined,
        mimeType: undefined,
      };
      t.deepEqual(readBack(said), { ...nothing, ...said });
    }),
    { numRuns: 300 },
  );
});

test('nothing claimed is no attribute', (t) => {
  t.deepEqual(claimAttributes({}), []);
  t.deepEqual(claimAttributes({ roles: [] }), []);
});

const REFUSED: Readonly<Record<string, ClaimsToSign>> = {
  'a place without a name': { location: {} },
  'an address of seven lines': { location: { postalAddress: Array.from('абвгдеж') } },
  'an address without lines': { location: { postalAddress: [] } },
  'text of over 32,768 octets': { mimeType: 'я'.repeat(16_384) },
  'a lone surrogate': { roles: [{ type: OID.title, value: '\ud800' }] },
  'what is no OID': { commitment: { type: 'approval', qualifiers: [] } },
  'a qualifier that is no OID': { commitment: { type: '2.999', qualifiers: ['1'] } },
};
for (const [title, said] of Object.entries(REFUSED)) {
  test(`refused: ${title}`, (t) => {
    t.throws(() => claimAttributes(said), { instanceOf: SigningError, code: 'claim-refused' });
  });
}
