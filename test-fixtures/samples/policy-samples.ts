import { createHash } from 'node:crypto';
import { nullValue, octetString, oid, sequence, utf8String } from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import { forgeCms, forgeSigner } from './forge-cms.ts';
import type { Expected, Sample } from './sample.ts';
import { indeterminate, type SampleWorld } from './world.ts';

const POLICY = '2.999.5';
const TEXT = new TextEncoder().encode('Правила подписания договоров');
const OTHER_TEXT = new TextEncoder().encode('Правила подписания счетов');

type PolicyCase = readonly [
  name: string,
  because: string,
  documents: readonly Uint8Array[],
  Pick<Sample, 'expected' | 'expectedOfBaseline'>,
];

const PASSED: Expected = { kind: 'passed' };
const notAvailable = indeterminate('SIGNATURE_POLICY_NOT_AVAILABLE');
const notProcessed = indeterminate('POLICY_PROCESSING_ERROR');

const CASES: readonly PolicyCase[] = [
  [
    'signature-policy',
    'valid: the document of the policy is at hand',
    [TEXT],
    { expected: PASSED },
  ],
  [
    'signature-policy-absent',
    'valid; invalid where the document must be at hand solely because it is not (EN 319 102-1 §5.2.4)',
    [],
    { expected: PASSED, expectedOfBaseline: notAvailable },
  ],
  [
    'signature-policy-other',
    'invalid solely because the document at hand has another digest than was signed (EN 319 102-1 §5.2.4)',
    [OTHER_TEXT],
    { expected: notProcessed },
  ],
];

/** EN 319 122-1 §5.2.9: the signer names a signature policy, or leaves it to be implied. */
export async function policySamples(world: SampleWorld): Promise<readonly Sample[]> {
  const { sha256: digestOid } = OID;
  const digest = octetString(createHash('sha256').update(TEXT).digest());
  const named = await signed(
    world,
    sequence(oid(POLICY), sequence(sequence(oid(digestOid)), digest)),
  );
  const implied = await signed(world, nullValue());
  return [
    ...CASES.map(([name, because, signaturePolicies, expected]) =>
      world.sample({ name, because, cms: named, signaturePolicies, ...expected }),
    ),
    ...(await stored(world, named)),
    world.sample({
      name: 'signature-policy-implied',
      because: 'valid; invalid solely because a policy is implied, where it must be named',
      cms: implied,
      expected: PASSED,
      expectedOfBaseline: notProcessed,
    }),
  ];
}

/** EN 319 122-1 §5.2.10: the document comes along, outside of what is signed. */
async function stored(world: SampleWorld, named: Uint8Array): Promise<readonly Sample[]> {
  const { signerInfos, ...parsed } = await parseSignedData(bytesSource(named));
  const withDocument = (document: Uint8Array) => {
    const store = sequence(oid(POLICY), document);
    const unsignedAttributes = [{ oid: OID.signaturePolicyStore, values: [store] }];
    const signers = signerInfos.map((signer) => ({ ...signer, unsignedAttributes }));
    return forgeCms({ certificates: parsed.certificates, signerInfos: signers });
  };
  const kept = (name: string, because: string, document: Uint8Array, baseline: Expected) => {
    const expected = { expected: PASSED, expectedOfBaseline: baseline };
    return world.sample({ name, because, cms: withDocument(document), ...expected });
  };
  return [
    kept(
      'signature-policy-stored',
      'valid: the document is in the file',
      octetString(TEXT),
      PASSED,
    ),
    kept(
      'signature-policy-stored-other',
      'valid; invalid where the document must be at hand solely because what is stored is another one',
      octetString(OTHER_TEXT),
      notAvailable,
    ),
    kept(
      'signature-policy-stored-elsewhere',
      'valid; invalid where the document must be at hand solely because only its place is stored',
      utf8String('file:///policy.txt'),
      notAvailable,
    ),
  ];
}

async function signed({ ec, now, content }: SampleWorld, value: Uint8Array): Promise<Uint8Array> {
  const signer = await forgeSigner(ec, content, now, {
    attributes: (list) => [...list, { oid: OID.signaturePolicyIdentifier, values: [value] }],
  });
  return forgeCms({ certificates: [ec.certificate, ...ec.chain], signerInfos: [signer] });
}
