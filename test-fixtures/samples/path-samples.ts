import type { IssueRequest, TestPki } from '../pki/create-pki.ts';
import { head } from '../pki/subjects.ts';
import type { Expected, Sample } from './sample.ts';
import { failed, indeterminate, type SampleWorld } from './world.ts';

type IssuedCase = readonly [
  name: string,
  because: string,
  request: (world: SampleWorld) => Partial<IssueRequest>,
  Expected,
];

/** One thing about the signer's certificate. */
const ISSUED: readonly IssuedCase[] = [
  ['certificate-plain', 'valid', () => ({}), { kind: 'passed' }],
  [
    'certificate-digital-signature-only',
    'valid: either of the two bits for signing is enough',
    () => ({ keyUsage: ['digitalSignature'] }),
    { kind: 'passed' },
  ],
  [
    'certificate-for-encryption',
    'invalid solely because the key usage is not for signing (RFC 5280 §4.2.1.3)',
    () => ({ keyUsage: ['keyEncipherment', 'keyAgreement'] }),
    indeterminate('CHAIN_CONSTRAINTS_FAILURE'),
  ],
  [
    'certificate-not-yet-valid',
    'invalid solely because the certificate begins an hour later',
    ({ hoursLater }) => ({ notBefore: hoursLater(1) }),
    failed('NOT_YET_VALID'),
  ],
  [
    'certificate-expired',
    'invalid solely because the certificate ended an hour ago, after the CRL was made',
    ({ hoursLater }) => ({ notAfter: hoursLater(-1) }),
    indeterminate('OUT_OF_BOUNDS_NOT_REVOKED'),
  ],
];

export async function pathSamples(world: SampleWorld): Promise<readonly Sample[]> {
  const { pki, hoursLater } = world;
  const crls = [await pki.crl(hoursLater(-2)), await pki.crl(hoursLater(-2), { of: 'root' })];
  const issued = ISSUED.map(async ([name, because, request, expected]) => {
    const identity = await pki.issue({ subject: head, ...request(world) });
    // Claimed inside the validity of each certificate, so that the claim is not what is wrong.
    const cms = await world.sign([identity]);
    return world.sample({ name, because, cms, crls, expected });
  });
  return [
    ...(await Promise.all(issued)),
    ...(await revocationSamples(world)),
    ...(await trustSamples(world)),
  ];
}

async function crlsOf(pki: TestPki, nextUpdate?: Date): Promise<readonly Uint8Array[]> {
  const more = nextUpdate === undefined ? {} : { nextUpdate };
  const at = nextUpdate === undefined ? pki.now() : new Date(nextUpdate.getTime() - 60 * 60 * 1000);
  return [await pki.crl(at, more), await pki.crl(at, { of: 'root', ...more })];
}

async function revocationSamples(world: SampleWorld): Promise<readonly Sample[]> {
  const { pki, hoursLater, ec } = world;
  const [revoked, held] = await Promise.all([
    pki.issue({ subject: head }),
    pki.issue({ subject: head }),
  ]);
  pki.revoke(revoked.certificate, hoursLater(-3), 'keyCompromise');
  pki.revoke(held.certificate, hoursLater(-3), 'certificateHold');
  const crls = await crlsOf(pki);
  const rootCrls = crls.slice(1);
  const [revokedCms, heldCms, goodCms] = await Promise.all(
    [revoked, held, ec].map((identity) => world.sign([identity])),
  );
  if (revokedCms === undefined || heldCms === undefined || goodCms === undefined) return [];
  const because = (what: string) => `invalid solely because ${what}`;
  return [
    world.sample({
      name: 'revoked-by-crl',
      because: because('the CRL lists the certificate as compromised'),
      cms: revokedCms,
      crls,
      expected: indeterminate('REVOKED_NO_POE'),
    }),
    world.sample({
      name: 'revoked-by-ocsp',
      because: because('the OCSP response says that the certificate is revoked'),
      cms: revokedCms,
      crls: rootCrls,
      ocspResponses: [await pki.ocsp(revoked.certificate)],
      expected: indeterminate('REVOKED_NO_POE'),
    }),
    world.sample({
      name: 'good-by-ocsp',
      because: 'valid: a delegated responder in place of the CRL',
      cms: goodCms,
      crls: rootCrls,
      ocspResponses: [await pki.ocsp(ec.certificate)],
      expected: { kind: 'passed' },
    }),
    world.sample({
      name: 'on-hold',
      because: because('the certificate is on hold'),
      cms: heldCms,
      crls,
      expected: indeterminate('TRY_LATER'),
    }),
    world.sample({
      name: 'crl-stale',
      because: because('the CRLs are past their nextUpdate'),
      cms: goodCms,
      crls: await crlsOf(pki, hoursLater(-1)),
      expected: indeterminate('TRY_LATER'),
    }),
    world.sample({
      name: 'ocsp-of-another-pki',
      because: because('the OCSP response is signed by a stranger of the same name'),
      cms: goodCms,
      crls: rootCrls,
      ocspResponses: [await strangerOcsp(world)],
      expected: indeterminate('CERTIFICATE_CHAIN_GENERAL_FAILURE'),
    }),
    world.sample({
      name: 'crl-absent',
      because: because('nothing tells the status of the signing certificate'),
      cms: goodCms,
      crls: rootCrls,
      expected: indeterminate('CERTIFICATE_CHAIN_GENERAL_FAILURE'),
    }),
  ];
}

async function strangerOcsp({ pki, ec }: SampleWorld): Promise<Uint8Array> {
  const stranger = await pki.otherRoot();
  return stranger.ocsp(ec.certificate);
}

async function trustSamples(world: SampleWorld): Promise<readonly Sample[]> {
  const { pki, hoursLater, now } = world;
  const stranger = await pki.otherRoot();
  const unknown = await stranger.issue({ subject: head });
  // A PKI of its own, because everything under a revoked authority is lost.
  const fallen = await pki.otherRoot();
  const orphan = await fallen.issue({ subject: head });
  fallen.revoke(fallen.issuer, hoursLater(-3), 'cACompromise');
  const chainCms = await world.sign([unknown]);
  return [
    world.sample({
      name: 'unknown-authority',
      because: 'invalid solely because the path ends at a root that nobody here trusts',
      cms: chainCms,
      crls: await crlsOf(stranger),
      expected: indeterminate('NO_CERTIFICATE_CHAIN_FOUND'),
    }),
    world.sample({
      name: 'known-authority',
      because: 'valid: the same signature where that root is trusted',
      cms: chainCms,
      crls: await crlsOf(stranger),
      trust: [stranger.root],
      expected: { kind: 'passed' },
    }),
    world.sample({
      name: 'authority-revoked',
      because: 'invalid solely because the root revoked the issuing authority',
      cms: await world.sign([orphan]),
      crls: [await fallen.crl(now), await fallen.crl(now, { of: 'root' })],
      trust: [fallen.root],
      expected: indeterminate('REVOKED_CA_NO_POE'),
    }),
    world.sample({
      name: 'no-trust',
      because: 'invalid solely because no trust anchor was given',
      cms: await world.sign([world.ec]),
      trust: [],
      expected: indeterminate('NO_CERTIFICATE_CHAIN_FOUND'),
    }),
  ];
}
