import { createPki, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { responderUrls, startResponder } from '../../test-fixtures/pki/responder.ts';
import { bankOfficer, head, operatorOfficer, otherBankOfficer } from './cast.ts';
import { DemoError } from './expect.ts';
import type { People } from './world.ts';

/** The certificates name the responder's port, so the port comes first. */
export async function startPki(now: () => Date) {
  let made: TestPki | undefined;
  const responder = await startResponder(() => {
    if (made === undefined) throw new DemoError('the PKI is not made yet');
    return made;
  });
  made = await createPki({ now, caKey: 'rsa', urls: responderUrls(responder.origin) });
  return { pki: made, responder };
}

export async function issuePeople(pki: TestPki): Promise<People> {
  const issue = (subject: typeof head, key: 'rsa' | 'ec') => pki.issue({ subject, key });
  const [officer, rsa, ecdsa, ofBank, ofOtherBank] = await Promise.all([
    issue(operatorOfficer, 'ec'),
    issue(head, 'rsa'),
    issue(head, 'ec'),
    issue(bankOfficer, 'ec'),
    issue(otherBankOfficer, 'rsa'),
  ]);
  return {
    operatorOfficer: officer,
    head: rsa,
    headEcdsa: ecdsa,
    bankOfficer: ofBank,
    otherBankOfficer: ofOtherBank,
  };
}
