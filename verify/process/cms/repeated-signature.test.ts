// Counted by signers, one signature must not pass for two.
import test from 'ava';
import { readDer } from '../../../formats/asn1/decode.ts';
import { integer, sequence } from '../../../formats/asn1/encode.ts';
import { TAG } from '../../../formats/asn1/tags.ts';
import type { SignerInfoInput } from '../../../formats/cms/encode-signed-data.ts';
import { forgeCms, forgeSigner } from '../../../test-fixtures/samples/forge-cms.ts';
import { days, judgeOn, pki, signer, text } from '../long-term/archived.fixture.ts';

/** SEC 2 §2.4.2: n of P-256. */
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

/** With (r, s) the pair (r, n − s) is right as well, and anybody can write it. */
function otherValue(value: Uint8Array): Uint8Array {
  return readDer(value, 'ECDSA-Sig-Value', (reader) => {
    const pair = reader.enter(TAG.sequence);
    const [r, s] = [pair.integer(), pair.integer()];
    return sequence(integer(r), integer(ORDER - s));
  });
}

const another = await pki.issue({ subject: { commonName: 'Петров Пётр' } });

async function told(signerInfos: readonly SignerInfoInput[]) {
  const certificates = [signer.certificate, another.certificate, pki.issuer];
  const { signatures } = await judgeOn(3, forgeCms({ certificates, signerInfos }));
  return signatures.map(({ indication, warnings }) => [
    indication,
    warnings.some(({ code }) => code === 'signature-repeated'),
  ]);
}

test('RFC 5652 §5.1: the other value of one ECDSA signature is no second signature; its twins are', async (t) => {
  const one = await forgeSigner(signer, text, days(1));
  const same = { ...one, signature: otherValue(one.signature) };
  t.deepEqual(await told([one, same]), [
    ['TOTAL-PASSED', true],
    ['TOTAL-PASSED', true],
  ]);
  const later = await forgeSigner(signer, text, days(2));
  const ofAnother = await forgeSigner(another, text, days(1));
  for (const second of [later, ofAnother]) {
    t.deepEqual(await told([one, second]), [
      ['TOTAL-PASSED', false],
      ['TOTAL-PASSED', false],
    ]);
  }
});
