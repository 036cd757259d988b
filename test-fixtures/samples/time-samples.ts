import { OID } from '../../formats/asn1/oids.ts';
import type { SignerInfoInput } from '../../formats/cms/encode-signed-data.ts';
import type { Attribute } from '../../formats/cms/signed-data.ts';
import type { TestIdentity } from '../pki/create-pki.ts';
import { answerAs } from '../pki/ocsp.ts';
import { head } from '../pki/subjects.ts';
import { forgeCms, forgeSigner } from './forge-cms.ts';
import type { Sample } from './sample.ts';
import { sha1, sha1Signer } from './sha1-signer.ts';
import { failed, indeterminate, type SampleWorld } from './world.ts';

/** What times decide: of time-stamps, of anchors, of those who tell the status of certificates. */
export async function timeSamples(world: SampleWorld): Promise<readonly Sample[]> {
  return [
    ...(await contentTimeStamps(world)),
    ...(await contentTimeStampOfSha1(world)),
    ...(await timeStampOrder(world)),
    ...(await sunset(world)),
    ...(await endedResponder(world)),
    ...(await expiredWithoutStatus(world)),
  ];
}

const withToken = (token: Uint8Array) => (list: readonly Attribute[]) => [
  ...list,
  { oid: OID.contentTimeStamp, values: [token] },
];

function fileOf({ certificate, chain }: TestIdentity, signer: SignerInfoInput): Uint8Array {
  return forgeCms({ certificates: [certificate, ...chain], signerInfos: [signer] });
}

/** EN 319 102-1 §5.3.4 steps 4 and 6: the content-time-stamp shows that the signature is no older than it. */
async function contentTimeStamps(world: SampleWorld): Promise<readonly Sample[]> {
  const { pki, now, content, hoursLater, stamp } = world;
  const [good, ended, revoked] = await Promise.all([
    pki.issue({ subject: head }),
    pki.issue({ subject: head, notAfter: hoursLater(-2) }),
    pki.issue({ subject: head }),
  ]);
  pki.revoke(revoked.certificate, hoursLater(-2));
  const early = [await pki.crl(hoursLater(-3)), await pki.crl(hoursLater(-3), { of: 'root' })];
  const late = [await pki.crl(now), await pki.crl(now, { of: 'root' })];
  const token = await stamp(content, hoursLater(-1));
  const stamped = async (identity: TestIdentity) =>
    fileOf(identity, await forgeSigner(identity, content, now, { attributes: withToken(token) }));
  return [
    world.sample({
      name: 'content-time-stamp',
      because: 'valid: the content was stamped an hour ago, inside the validity of the certificate',
      cms: await stamped(good),
      crls: late,
      expected: { kind: 'passed' },
    }),
    world.sample({
      name: 'content-time-stamp-after-revocation',
      because:
        'invalid solely because the certificate was revoked an hour before the content was stamped',
      cms: await stamped(revoked),
      crls: late,
      expected: failed('REVOKED'),
    }),
    world.sample({
      name: 'content-time-stamp-after-end',
      because:
        'invalid solely because the certificate ended an hour before the content was stamped',
      cms: await stamped(ended),
      crls: early,
      expected: failed('EXPIRED'),
    }),
  ];
}

async function contentTimeStampOfSha1(world: SampleWorld): Promise<readonly Sample[]> {
  const { rsa, now, content, hoursLater, stamp } = world;
  const attributes = withToken(await stamp(content, hoursLater(-1)));
  return [
    world.sample({
      name: 'content-time-stamp-rsa',
      because: 'valid',
      cms: fileOf(rsa, await forgeSigner(rsa, content, now, { attributes })),
      expected: { kind: 'passed' },
    }),
    world.sample({
      name: 'content-time-stamp-sha1',
      because: 'invalid solely because SHA-1 had ended long before the content was stamped',
      cms: fileOf(rsa, await sha1Signer(world, sha1(content), attributes)),
      expected: indeterminate('CRYPTO_CONSTRAINTS_FAILURE'),
    }),
  ];
}

/** EN 319 102-1 §5.5.4 step 4 e. */
async function timeStampOrder(world: SampleWorld): Promise<readonly Sample[]> {
  const { ec, now, content, hoursLater, stamp } = world;
  const stamped = async (contentAt: number, signatureAt: number) => {
    const attributes = withToken(await stamp(content, hoursLater(contentAt)));
    const signer = await forgeSigner(ec, content, now, { attributes });
    const values = [await stamp(signer.signature, hoursLater(signatureAt))];
    return fileOf(ec, {
      ...signer,
      unsignedAttributes: [{ oid: OID.signatureTimeStamp, values }],
    });
  };
  return [
    world.sample({
      name: 'time-stamps-in-order',
      because: 'valid: the content was stamped before the signature',
      cms: await stamped(-2, -1),
      expected: { kind: 'passed' },
    }),
    world.sample({
      name: 'time-stamps-out-of-order',
      because: 'invalid solely because the content was stamped an hour after the signature over it',
      cms: await stamped(-1, -2),
      expected: indeterminate('TIMESTAMP_ORDER_FAILURE'),
    }),
  ];
}

/** EN 319 102-1 §5.2.6.4: nobody trusts the anchor any more. */
async function sunset(world: SampleWorld): Promise<readonly Sample[]> {
  const cms = await world.sign([world.ec]);
  return [
    world.sample({
      name: 'anchor-before-sunset',
      because: 'valid: the sunset date of the anchor is to come',
      cms,
      trustUntil: world.hoursLater(1),
      expected: { kind: 'passed' },
    }),
    world.sample({
      name: 'anchor-after-sunset',
      because: 'invalid solely because the sunset date of the anchor was an hour ago',
      cms,
      trustUntil: world.hoursLater(-1),
      expected: indeterminate('NO_CERTIFICATE_CHAIN_FOUND_NO_POE'),
    }),
  ];
}

/** Of the certificate whose status it tells: the answer is from yesterday, the responder’s certificate may have ended. */
async function endedResponder(world: SampleWorld): Promise<readonly Sample[]> {
  const { pki, ec, now, hoursLater } = world;
  const about = { certificate: ec.certificate, issuer: pki.issuer };
  const cms = await world.sign([ec]);
  const answered = async (notAfter: Date) => {
    const responder = await pki.issue({
      subject: { commonName: 'ТЕСТ Ответчик' },
      extendedKeyUsage: ['1.3.6.1.5.5.7.3.9'],
      notAfter,
    });
    const times = { at: hoursLater(-2), nextUpdate: hoursLater(2) };
    return [await answerAs(responder, about, times)];
  };
  const crls = [await pki.crl(now, { of: 'root' })];
  return [
    world.sample({
      name: 'responder-in-validity',
      because: 'valid',
      cms,
      crls,
      ocspResponses: await answered(hoursLater(1)),
      expected: { kind: 'passed' },
    }),
    world.sample({
      name: 'responder-ended',
      because: 'invalid solely because the responder’s certificate ended an hour ago',
      cms,
      crls,
      ocspResponses: await answered(hoursLater(-1)),
      expected: indeterminate('REVOCATION_OUT_OF_BOUNDS_NO_POE'),
    }),
  ];
}

async function expiredWithoutStatus(world: SampleWorld): Promise<readonly Sample[]> {
  const { pki, now, hoursLater } = world;
  const ended = await pki.issue({ subject: head, notAfter: hoursLater(-1) });
  const valid = await pki.issue({ subject: head, notAfter: hoursLater(1) });
  const crls = [await pki.crl(now), await pki.crl(now, { of: 'root' })];
  return [
    world.sample({
      name: 'certificate-in-validity',
      because: 'valid',
      cms: await world.sign([valid]),
      crls,
      expected: { kind: 'passed' },
    }),
    world.sample({
      name: 'certificate-expired-before-crl',
      because:
        'invalid solely because the certificate ended an hour ago, before the CRL was made, which no longer tells of it',
      cms: await world.sign([ended]),
      crls,
      expected: indeterminate('OUT_OF_BOUNDS_NO_POE'),
    }),
  ];
}
