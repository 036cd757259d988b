import { oid, raw, sequence } from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { head } from '../pki/subjects.ts';
import {
  flipLastBit,
  forgeCms,
  forgeSigner,
  replaced,
  type SignerChanges,
  twice,
  twoValues,
  without,
} from './forge-cms.ts';
import type { Expected, Sample } from './sample.ts';
import { sha1, sha1Signer } from './sha1-signer.ts';
import { failed, indeterminate, type SampleWorld } from './world.ts';

type ChangedCase = readonly [name: string, because: string, SignerChanges, Expected];

const SHA384 = { oid: OID.sha384 } as const;

/** One thing in the signed attributes or in the SignerInfo is wrong; the value is signed over it. */
const CHANGED: readonly ChangedCase[] = [
  ['forged-unchanged', 'valid: the forger changes nothing', {}, { kind: 'passed' }],
  [
    'no-message-digest',
    'invalid solely because message-digest is missing (RFC 5652 §11.2)',
    { attributes: without(OID.messageDigest) },
    failed('FORMAT_FAILURE'),
  ],
  [
    'no-content-type',
    'invalid solely because content-type is missing (RFC 5652 §11.1)',
    { attributes: without(OID.contentType) },
    failed('FORMAT_FAILURE'),
  ],
  [
    'message-digest-twice',
    'invalid solely because message-digest is there twice (RFC 5652 §11.2)',
    { attributes: twice(OID.messageDigest) },
    failed('FORMAT_FAILURE'),
  ],
  [
    'content-type-twice',
    'invalid solely because content-type is there twice (RFC 5652 §11.1)',
    { attributes: twice(OID.contentType) },
    failed('FORMAT_FAILURE'),
  ],
  [
    'signing-time-twice',
    'invalid solely because signing-time is there twice (RFC 5652 §11.3)',
    { attributes: twice(OID.signingTime) },
    failed('FORMAT_FAILURE'),
  ],
  [
    'signing-certificate-twice',
    'invalid solely because signing-certificate-v2 is there twice (RFC 5035 §3)',
    { attributes: twice(OID.signingCertificateV2) },
    failed('FORMAT_FAILURE'),
  ],
  [
    'message-digest-two-values',
    'invalid solely because message-digest has two values (RFC 5652 §11.2)',
    { attributes: twoValues(OID.messageDigest) },
    failed('FORMAT_FAILURE'),
  ],
  [
    'content-type-other',
    'invalid solely because content-type is not the eContentType (RFC 5652 §5.3)',
    { attributes: replaced(OID.contentType, () => [oid(OID.tstInfo)]) },
    failed('FORMAT_FAILURE'),
  ],
  [
    'message-digest-other',
    'invalid solely because message-digest is of no such content (RFC 5652 §5.6)',
    { attributes: replaced(OID.messageDigest, (value) => [flipLastBit(value)]) },
    failed('HASH_FAILURE'),
  ],
  [
    'digest-algorithm-other',
    'invalid solely because digestAlgorithm is not that of the signature (RFC 5652 §5.4)',
    { digestAlgorithm: SHA384 },
    failed('FORMAT_FAILURE'),
  ],
  [
    'signature-value-flipped',
    'invalid solely because one bit of the signature value is flipped',
    { signature: flipLastBit },
    failed('SIG_CRYPTO_FAILURE'),
  ],
];

export async function signatureSamples(world: SampleWorld): Promise<readonly Sample[]> {
  const { ec, now, content } = world;
  const certificates = [ec.certificate, ...ec.chain];
  const changed = CHANGED.map(async ([name, because, changes, expected]) => {
    const signer = await forgeSigner(ec, content, now, changes);
    const cms = forgeCms({ certificates, signerInfos: [signer] });
    return world.sample({ name, because, cms, expected });
  });
  return [
    ...(await Promise.all(changed)),
    ...(await belowBaseline(world)),
    await protectionBroken(world),
    ...(await certificateSubstituted(world)),
    ...(await severalSigners(world)),
    await attributesAsContent(world),
    await weakDigest(world),
    world.sample({
      name: 'no-signers',
      because: 'invalid solely because nobody signed: certificates only (RFC 5652 §5.1)',
      cms: forgeCms({ certificates, signerInfos: [] }),
      expected: { kind: 'no-signature' },
    }),
  ];
}

/** EN 319 122-1 §6.3: CMS signatures that are no CAdES-B-B; whether that is enough is policy. */
async function belowBaseline(world: SampleWorld): Promise<readonly Sample[]> {
  const { ec, now, content } = world;
  const cases = [
    ['no-signing-time', 'signing-time', OID.signingTime],
    ['no-signing-certificate', 'signing-certificate-v2', OID.signingCertificateV2],
  ] as const;
  return Promise.all(
    cases.map(async ([name, attribute, type]) => {
      const signer = await forgeSigner(ec, content, now, { attributes: without(type) });
      return world.sample({
        name,
        because: `valid CMS; invalid as level B-B solely because ${attribute} is missing`,
        cms: forgeCms({ certificates: [ec.certificate, ...ec.chain], signerInfos: [signer] }),
        expected: { kind: 'passed' },
        expectedOfBaseline: indeterminate('SIG_CONSTRAINTS_FAILURE'),
      });
    }),
  );
}

/** RFC 6211: the algorithms that the signer meant are not those that stand outside. */
async function protectionBroken(world: SampleWorld): Promise<Sample> {
  const { ec, now, content } = world;
  const other = sequence(sequence(oid(OID.sha512)), raw(0xa1, oid(ec.key.signatureAlgorithm.oid)));
  const attributes = replaced(OID.cmsAlgorithmProtection, () => [other]);
  const signer = await forgeSigner(ec, content, now, { attributes });
  return world.sample({
    name: 'algorithm-protection-other',
    because: 'invalid solely because cms-algorithm-protection names another digest (RFC 6211 §3)',
    cms: forgeCms({ certificates: [ec.certificate, ...ec.chain], signerInfos: [signer] }),
    expected: failed('FORMAT_FAILURE'),
  });
}

/** RFC 2634 §5.4: a second certificate for the same key must not take the place of the one signed for. */
async function certificateSubstituted(world: SampleWorld): Promise<readonly Sample[]> {
  const { ec, now, content, pki } = world;
  const twin = await pki.issue({ subject: { ...head, title: 'Бухгалтер' }, keys: ec.keys });
  const withSigner = async (changes: SignerChanges, certificates: readonly Certificate[]) =>
    forgeCms({ certificates, signerInfos: [await forgeSigner(ec, content, now, changes)] });
  return [
    world.sample({
      name: 'signing-certificate-other',
      because: 'invalid solely because signing-certificate-v2 names another certificate of the key',
      cms: await withSigner({ named: twin.certificate }, [ec.certificate, ...ec.chain]),
      expected: indeterminate('NO_SIGNING_CERTIFICATE_FOUND'),
    }),
    world.sample({
      name: 'signer-identifier-other',
      because:
        'invalid solely because the unsigned identifier points to another certificate of the key',
      cms: await withSigner({ identified: twin.certificate }, [twin.certificate, ...ec.chain]),
      expected: indeterminate('NO_SIGNING_CERTIFICATE_FOUND'),
    }),
    world.sample({
      name: 'signing-certificate-absent',
      because: 'invalid solely because the signing certificate did not come along',
      cms: await withSigner({}, ec.chain),
      expected: indeterminate('NO_SIGNING_CERTIFICATE_FOUND'),
    }),
  ];
}

async function severalSigners(world: SampleWorld): Promise<readonly Sample[]> {
  const { ec, rsa, now, content } = world;
  const certificates = [ec.certificate, rsa.certificate, ...ec.chain];
  const good = await forgeSigner(ec, content, now);
  const bad = await forgeSigner(rsa, content, now, { signature: flipLastBit });
  return [
    world.sample({
      name: 'two-signers',
      because: 'valid',
      cms: await world.sign([ec, rsa]),
      expected: { kind: 'passed' },
    }),
    world.sample({
      name: 'two-signers-one-bad',
      because: 'invalid solely because the value of one of two signatures is changed',
      cms: forgeCms({ certificates, signerInfos: [good, bad] }),
      expected: {
        kind: 'judged',
        indication: 'TOTAL-FAILED',
        subIndication: 'SIG_CRYPTO_FAILURE',
        passed: 1,
      },
    }),
  ];
}

/**
 * draft-ietf-lamps-cms-euf-cma-signeddata: a signature over attributes presented as one over content
 * whose octets are those attributes.
 */
async function attributesAsContent(world: SampleWorld): Promise<Sample> {
  const { ec, now, content } = world;
  const { signedAttributes, ...signer } = await forgeSigner(ec, content, now);
  return world.sample({
    name: 'attributes-as-content',
    because: 'invalid solely because the content is the signed attributes of another signature',
    cms: forgeCms({ certificates: [ec.certificate, ...ec.chain], signerInfos: [signer] }),
    content: signedAttributes?.signedBytes ?? new Uint8Array(),
    expected: failed('FORMAT_FAILURE'),
  });
}

/** ETSI TS 119 312: SHA-1 is past its end. */
async function weakDigest(world: SampleWorld): Promise<Sample> {
  const { rsa, content } = world;
  return world.sample({
    name: 'sha1-with-rsa',
    because: 'invalid solely because SHA-1 was past its end when it was judged (TS 119 312)',
    cms: forgeCms({
      certificates: [rsa.certificate, ...rsa.chain],
      signerInfos: [await sha1Signer(world, sha1(content))],
    }),
    expected: indeterminate('CRYPTO_CONSTRAINTS_FAILURE_NO_POE'),
  });
}
