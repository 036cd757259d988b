import test from 'ava';
import { OID } from '../../../formats/asn1/oids.ts';
import { addTimeStamp } from '../../../signing/cades/add-time-stamp.ts';
import { forgeCms, forgeSigner } from '../../../test-fixtures/samples/forge-cms.ts';
import { addStamp, archiveV2 } from '../cms/archive-stamps.fixture.ts';
import {
  complete,
  days,
  judgeOn,
  lasting,
  pki,
  signer,
  stamper,
  text,
} from '../long-term/archived.fixture.ts';

const client = stamper(lasting, 2);
const other = new TextEncoder().encode('another text');

async function withContentStamp(over: Uint8Array): Promise<Uint8Array> {
  const { token } = await stamper(lasting, 0).stamp(over);
  const signerInfo = await forgeSigner(signer, text, days(0), {
    attributes: (list) => [...list, { oid: OID.contentTimeStamp, values: [token] }],
  });
  const cms = forgeCms({
    certificates: [signer.certificate, pki.issuer],
    signerInfos: [signerInfo],
  });
  return addTimeStamp(cms, client);
}

const withStamp = async (type: string, over: 'right' | 'wrong') =>
  addStamp(await complete(), {
    client,
    type,
    make: over === 'right' ? archiveV2('tagged', text) : async () => other,
  });

/** Of each kind one that holds, and its twin with the imprint of something else. */
const FILES = [
  ['over the content', () => withContentStamp(text), () => withContentStamp(other)],
  [
    'of the archive',
    () => withStamp(OID.archiveTimeStampV2, 'right'),
    () => withStamp(OID.archiveTimeStampV2, 'wrong'),
  ],
] as const;

for (const [kind, right, wrong] of FILES) {
  test(`EN 319 102-1 §5.6.3.4 step 5: a time-stamp ${kind} that does not hold is dropped, and said`, async (t) => {
    const told = async (cms: Uint8Array) => {
      const { signature } = await judgeOn(3, cms);
      t.is(signature.indication, 'TOTAL-PASSED', JSON.stringify(signature.reason));
      const dropped = signature.warnings.filter(({ code }) => code === 'time-stamp-not-valid');
      return dropped.map(({ cause }) => cause?.code);
    };
    t.deepEqual(await told(await right()), []);
    t.deepEqual(await told(await wrong()), ['imprint-differs']);
  });
}
