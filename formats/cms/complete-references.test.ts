// RFC 5126 §6.2.1–6.2.4: references to certificates and revocation data.
import test from 'ava';
import { explicit, integer, nullValue, octetString, oid, sequence } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { FormatError } from '../format-error.ts';
import { readReferences } from './complete-references.ts';

const sha1 = octetString(new Uint8Array(20).fill(1));
const sha256 = sequence(sequence(oid(OID.sha256)), octetString(new Uint8Array(32).fill(2)));
const sha512 = sequence(
  sequence(oid(OID.sha512), nullValue()),
  octetString(new Uint8Array(64).fill(3)),
);
const READ = {
  sha1: { digestOid: OID.sha1, digest: new Uint8Array(20).fill(1) },
  sha256: { digestOid: OID.sha256, digest: new Uint8Array(32).fill(2) },
  sha512: { digestOid: OID.sha512, digest: new Uint8Array(64).fill(3) },
};
const identifier = sequence(integer(1));
const list = (n: number, ...members: readonly Uint8Array[]) =>
  explicit(n, sequence(sequence(...members)));

for (const type of [OID.completeCertificateReferences, OID.attributeCertificateReferences]) {
  test(`certificates: a digest under SHA-1 or one that is named, with an issuer and serial or without (${type})`, (t) => {
    const value = sequence(sequence(sha1), sequence(sha256, identifier), sequence(sha512));
    t.deepEqual(readReferences({ oid: type, values: [value] }), [
      READ.sha1,
      READ.sha256,
      READ.sha512,
    ]);
  });
}

for (const type of [OID.completeRevocationReferences, OID.attributeRevocationReferences]) {
  test(`revocation data: lists, answers with a digest and without, and what is not known (${type})`, (t) => {
    const value = sequence(
      sequence(list(0, sequence(sha256, identifier), sequence(sha1))),
      sequence(list(1, sequence(identifier, sha512), sequence(identifier))),
      sequence(list(0, sequence(sha512)), list(1, sequence(identifier, sha1)), explicit(2, sha1)),
      sequence(),
    );
    const { sha1: one, sha256: two, sha512: three } = READ;
    t.deepEqual(readReferences({ oid: type, values: [value] }), [two, one, three, three, one]);
  });
}

test('what is not such a list is refused, and an attribute of another type refers to nothing', (t) => {
  const wrong: readonly (readonly [string, readonly Uint8Array[]])[] = [
    [OID.completeCertificateReferences, [sequence(sha256)]],
    [OID.completeCertificateReferences, [sequence(sequence())]],
    [OID.completeCertificateReferences, [sequence(sequence(sha256, identifier, identifier))]],
    [OID.completeCertificateReferences, [sequence(), sequence()]],
    [OID.completeCertificateReferences, []],
    [OID.completeRevocationReferences, [sequence(list(0, sequence(identifier)))]],
    [OID.completeRevocationReferences, [sequence(sequence(list(1, sequence(sha1))))]],
    [OID.completeRevocationReferences, [sequence(sequence(list(1), list(0)))]],
    [OID.completeRevocationReferences, [sequence(sequence(explicit(0, sequence())))]],
  ];
  for (const [type, values] of wrong) {
    t.throws(() => readReferences({ oid: type, values }), {
      instanceOf: FormatError,
      code: 'malformed',
    });
  }
  t.deepEqual(readReferences({ oid: OID.certificateValues, values: [sequence()] }), []);
  const many = sequence(...Array.from({ length: 10_001 }, () => sequence(sha1)));
  const attribute = { oid: OID.completeCertificateReferences, values: [many] };
  t.throws(() => readReferences(attribute), { instanceOf: FormatError, code: 'limit' });
});
