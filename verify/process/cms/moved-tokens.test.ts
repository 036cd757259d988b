// EN 319 102-1 §5.4: a token counts for what its imprint is over, in whichever attribute it was put.
import test from 'ava';
import { OID } from '../../../formats/asn1/oids.ts';
import { testTimeStamper } from '../../../test-fixtures/pki/time-stamp-service.ts';
import {
  algorithms,
  attribute,
  CONTENT,
  craft,
  craftInfo,
  GOOD,
  judge,
  NOW,
  pki,
} from './crafted.fixture.ts';

const tsa = await pki.issue({
  subject: { commonName: 'ТЕСТ Служба штампов времени' },
  extendedKeyUsage: [OID.kpTimeStamping],
  extendedKeyUsageCritical: true,
});
const client = testTimeStamper({ identity: tsa, now: () => NOW, algorithms });
const tokenOver = async (octets: Uint8Array) => (await client.stamp(octets)).token;

const overContent = await tokenOver(CONTENT);
const attributes = [...GOOD, attribute(OID.contentTimeStamp, overContent)];
// RSA by PKCS #1 v1.5 signs the same twice.
const { signature } = await craftInfo({ attributes });
const overSignature = await tokenOver(signature);

async function withStamps(type: string, ...tokens: readonly Uint8Array[]) {
  const info = { unsignedAttributes: [attribute(type, ...tokens)] };
  const report = await judge(await craft({ attributes, info }));
  const [first, ...others] = report.timestamps;
  return {
    signature: [report.indication, report.level],
    contentStamp: [first?.kind, first?.indication],
    // The values of an attribute are a SET OF: failed ones first here, in whatever order they stand there.
    others: others
      .toSorted((a, b) => a.indication.localeCompare(b.indication))
      .map(({ kind, indication, subIndication }) => [kind, indication, subIndication]),
  };
}

const passed = (kind: string) => [kind, 'TOTAL-PASSED', undefined];
const CASES: readonly (readonly [
  title: string,
  type: string,
  tokens: readonly Uint8Array[],
  level: string,
  stamps: readonly (readonly unknown[])[],
])[] = [
  [
    'the twin of all: a signature time-stamp',
    OID.signatureTimeStamp,
    [overSignature],
    'CAdES-B-T',
    [passed('signature-time-stamp')],
  ],
  [
    'the same token twice is the same twice',
    OID.signatureTimeStamp,
    [overSignature, overSignature],
    'CAdES-B-T',
    [passed('signature-time-stamp'), passed('signature-time-stamp')],
  ],
  [
    'a content time-stamp copied among those of the signature',
    OID.signatureTimeStamp,
    [overContent],
    'CAdES-B-B',
    [['signature-time-stamp', 'TOTAL-FAILED', 'HASH_FAILURE']],
  ],
  [
    'one copied beside one that holds',
    OID.signatureTimeStamp,
    [overContent, overSignature],
    'CAdES-B-T',
    [['signature-time-stamp', 'TOTAL-FAILED', 'HASH_FAILURE'], passed('signature-time-stamp')],
  ],
  [
    'a signature time-stamp as archive-time-stamp-v3, without its index',
    OID.archiveTimeStampV3,
    [overSignature],
    'CAdES-B-B',
    [['archive-time-stamp', 'TOTAL-FAILED', 'FORMAT_FAILURE']],
  ],
  [
    'a signature time-stamp as archive-time-stamp-v2',
    OID.archiveTimeStampV2,
    [overSignature],
    'CAdES-B-B',
    [['archive-time-stamp', 'TOTAL-FAILED', 'HASH_FAILURE']],
  ],
  [
    'a content time-stamp over references',
    OID.certCrlTimeStamp,
    [overContent],
    'CAdES-B-B',
    [['references-time-stamp', 'TOTAL-FAILED', 'HASH_FAILURE']],
  ],
];

for (const [title, type, tokens, level, stamps] of CASES) {
  test(`EN 319 102-1 §5.4: ${title}`, async (t) => {
    t.deepEqual(await withStamps(type, ...tokens), {
      signature: ['TOTAL-PASSED', level],
      contentStamp: ['content-time-stamp', 'TOTAL-PASSED'],
      others: stamps.map((stamp) => [...stamp]),
    });
  });
}

test('EN 319 102-1 §5.4: a signature time-stamp copied among those of the content vouches for no content', async (t) => {
  const copied = [...GOOD, attribute(OID.contentTimeStamp, overSignature)];
  const report = await judge(await craft({ attributes: copied }));
  t.deepEqual(
    report.timestamps.map(({ kind, subIndication }) => [kind, subIndication]),
    [['content-time-stamp', 'HASH_FAILURE']],
  );
});
