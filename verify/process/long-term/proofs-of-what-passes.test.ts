// EN 319 102-1 §5.6.2.3: what good archive time-stamps prove is told also where the signature passes without it.
import { createHash } from 'node:crypto';
import test from 'ava';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import { addValidationData } from '../../../signing/cades/add-validation-data.ts';
import { counterSign } from '../../../signing/cades/counter-sign.ts';
import { addIndexed, addStamp, archiveV2, type Maker } from '../cms/archive-stamps.fixture.ts';
import {
  algorithms,
  complete,
  data,
  days,
  ended,
  judgeOn,
  lasting,
  pki,
  START,
  signer,
  stamper,
  text,
} from './archived.fixture.ts';

const sha256 = (octets: Uint8Array) => createHash('sha256').update(octets).digest('hex');
const archive = (cms: Uint8Array, make: Maker = archiveV2('tagged', text)) =>
  addStamp(cms, { client: stamper(lasting, 2), type: OID.archiveTimeStampV2, make });

/** What the report says of the objects inside the file, and of the archive time-stamp itself. */
async function told(cms: Uint8Array) {
  const { crls, signerInfos } = await parseSignedData(bytesSource(cms));
  const attributes = signerInfos[0]?.unsignedAttributes ?? [];
  const tokenIn = (type: string) =>
    attributes.find(({ oid }) => oid === type)?.values[0] ?? new Uint8Array();
  const report = await judgeOn(5, cms);
  const proofOf = (octets: Uint8Array) => {
    const found = report.validationObjects?.find((one) => one.sha256 === sha256(octets));
    return found && [found.provenBy, found.provenSince, found.timeStamp];
  };
  const token = tokenIn(OID.archiveTimeStampV2);
  return {
    verdict: [report.signature.indication, report.signature.bestSignatureTime],
    inside: [...crls, tokenIn(OID.signatureTimeStamp), pki.issuer.der].map(proofOf),
    token: proofOf(token),
    by: ['time-stamp', days(2).toISOString(), sha256(token)],
  };
}

const NOW = ['validation-time', days(5).toISOString(), undefined];
const VERDICT = ['TOTAL-PASSED', days(0.5).toISOString()];

test('EN 319 102-1 §5.6.2.3: what an archive time-stamp is over is proven by it; itself it is not', async (t) => {
  const { verdict, inside, token, by } = await told(await archive(await complete()));
  t.deepEqual(verdict, VERDICT);
  t.true(inside.length >= 3);
  for (const proof of inside.filter((each) => each !== undefined)) t.deepEqual(proof, by);
  t.true(inside.filter((each) => each !== undefined).length >= 2, 'what the decision stood on');
  t.deepEqual(token, NOW);
});

test('its twins: an archive time-stamp over something else proves nothing, and none is none', async (t) => {
  const other: Maker = async () => text;
  for (const cms of [await archive(await complete(), other), await complete()]) {
    const { verdict, inside } = await told(cms);
    t.deepEqual(verdict, VERDICT);
    for (const proof of inside.filter((each) => each !== undefined)) t.deepEqual(proof, NOW);
  }
});

test('a counter-signature is proven by them too, whether the signature passes or not; its twin came later', async (t) => {
  const notary = await pki.issue({ subject: { commonName: 'Нотариус' }, notAfter: days(4) });
  const request = { identity: notary, signingTime: START, digest: algorithms };
  const indexed = { client: stamper(lasting, 2), content: text };
  const over = await addIndexed(await counterSign(await complete(), request), indexed);
  const after = await counterSign(await addIndexed(await complete(), indexed), request);
  for (const [cms, expected] of [
    [over, 'TOTAL-PASSED'],
    [after, 'INDETERMINATE'],
  ] as const) {
    const { signature } = await judgeOn(5, cms);
    const [counter] = signature.counterSignatures ?? [];
    t.is(signature.indication, 'TOTAL-PASSED', JSON.stringify(signature.reason));
    t.is(counter?.indication, expected, JSON.stringify(counter?.reason));
  }
});

/** Archived by an authority that ends, and again before that by one that lasts. */
async function renewed(cms: Uint8Array): Promise<Uint8Array> {
  const once = await addIndexed(cms, { client: stamper(ended, 2), content: text });
  const complete = await addValidationData(once, await data(pki, 89));
  return addIndexed(complete, { client: stamper(lasting, 90), content: text });
}

test('EN 319 102-1 §5.6.3.4 step 5: a token of an ended authority that a newer one proves is told so, and proves a counter-signature, whether the signature passes or not', async (t) => {
  const notary = await pki.issue({ subject: { commonName: 'Нотариус' }, notAfter: days(30) });
  const request = { identity: notary, signingTime: START, digest: algorithms };
  const clerk = await pki.issue({ subject: { commonName: 'Иванов Иван' } });
  for (const identity of [clerk, signer]) {
    const cms = await renewed(await counterSign(await complete({ identity }), request));
    const { signature } = await judgeOn(200, cms);
    const [counter] = signature.counterSignatures ?? [];
    t.is(signature.indication, 'TOTAL-PASSED', JSON.stringify(signature.reason));
    t.is(counter?.indication, 'TOTAL-PASSED', JSON.stringify(counter?.reason));
    t.true(signature.timestamps.every(({ indication }) => indication === 'TOTAL-PASSED'));
    t.is(signature.level, 'CAdES-B-LTA');
    t.false(signature.warnings.some(({ code }) => code === 'time-stamp-not-valid'));
  }
});

test('its twin: without the newer one the same token proves nothing, and takes nothing from the signature', async (t) => {
  const identity = await pki.issue({ subject: { commonName: 'Иванов Иван' } });
  const once = await addIndexed(await complete({ identity }), {
    client: stamper(ended, 2),
    content: text,
  });
  const { signature } = await judgeOn(200, once);
  t.is(signature.indication, 'TOTAL-PASSED', JSON.stringify(signature.reason));
  t.true(signature.timestamps.every(({ indication }) => indication === 'INDETERMINATE'));
  t.is(signature.level, 'CAdES-B-B');
});
