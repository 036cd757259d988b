import test from 'ava';
import { enumerated, explicit, integer, octetString, oid, sequence } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { otherForm } from './response-forms.ts';

test('RFC 6960 §4.2.1: from the basic response to the whole one, and back', (t) => {
  const basic = sequence(sequence(integer(1)));
  const whole = sequence(
    enumerated(0),
    explicit(0, sequence(oid(OID.ocspBasic), octetString(basic))),
  );
  t.deepEqual(otherForm(basic), whole);
  t.deepEqual(Uint8Array.from(otherForm(whole)), basic);
});
