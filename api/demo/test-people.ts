import { OID } from '../../formats/asn1/oids.ts';
import {
  createPki,
  type PkiOptions,
  type TestIdentity,
  type TestPki,
} from '../../test-fixtures/pki/create-pki.ts';
import {
  type RunningResponder,
  responderUrls,
  startResponder,
} from '../../test-fixtures/pki/responder.ts';
import {
  buyerDirector,
  head,
  operatorOfficer,
  otherBankOfficer,
  timeStampAuthority,
} from './cast.ts';
import { DemoError } from './expect.ts';
import type { People } from './world.ts';

/** A test authority with its responder on loopback. */
export interface RunningPki {
  readonly pki: TestPki;
  readonly responder: RunningResponder;
}

/** The certificates name the responder's port, so the port comes first. */
export async function startPki(
  now: () => Date,
  options: Pick<PkiOptions, 'caKey' | 'label'> = { caKey: 'rsa' },
): Promise<RunningPki> {
  let made: TestPki | undefined;
  const responder = await startResponder(() => {
    if (made === undefined) throw new DemoError('the PKI is not made yet');
    return made;
  });
  made = await createPki({ now, ...options, urls: responderUrls(responder.origin) });
  return { pki: made, responder };
}

/** In Russia keys are GOST; the same authority may serve for both where GOST is not the matter. */
export async function issuePeople(russian: TestPki, other: TestPki = russian): Promise<People> {
  const [officer, gost, rsa, ecdsa, buyer, ofOtherBank] = await Promise.all([
    russian.issue({ subject: operatorOfficer, key: 'gost256' }),
    russian.issue({ subject: head, key: 'gost256' }),
    other.issue({ subject: head, key: 'rsa' }),
    other.issue({ subject: head, key: 'ec' }),
    other.issue({ subject: buyerDirector, key: 'ec' }),
    russian.issue({ subject: otherBankOfficer, key: 'gost256' }),
  ]);
  return {
    operatorOfficer: officer,
    head: gost,
    headRsa: rsa,
    headEcdsa: ecdsa,
    buyer,
    otherBankOfficer: ofOtherBank,
  };
}

/** RFC 3161 §2.3: one purpose, critical. */
export function issueTimeStampAuthority(pki: TestPki): Promise<TestIdentity> {
  return pki.issue({
    subject: timeStampAuthority,
    key: 'gost256',
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
  });
}
