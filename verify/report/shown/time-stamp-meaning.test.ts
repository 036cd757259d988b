import test from 'ava';
import type { MainIndication, SubIndication } from '../report.ts';
import { timeStampMeaning } from './time-stamp-meaning.ts';

for (const [indication, subIndication, code, says] of [
  ['TOTAL-PASSED', undefined, 'passed', /existed by that time.*no signature/],
  ['TOTAL-FAILED', 'HASH_FAILURE', 'imprint-differs', /Of this file .*the right file/],
  ['TOTAL-FAILED', 'FORMAT_FAILURE', 'time-stamp-not-given', /no time-stamp in this file/],
  ['TOTAL-FAILED', 'SIG_CRYPTO_FAILURE', 'signature-value-wrong', /proves nothing, and/],
  ['INDETERMINATE', 'SIGNED_DATA_NOT_FOUND', 'stamped-file-absent', /cannot be told.*--content/],
  ['INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND', 'trust-anchors-absent', /--trust/],
  ['INDETERMINATE', 'NO_SIGNING_CERTIFICATE_FOUND', 'signing-certificate-absent', /--certificates/],
  ['INDETERMINATE', 'CERTIFICATE_CHAIN_GENERAL_FAILURE', 'revocation-unknown', /--crl, --ocsp/],
  ['INDETERMINATE', 'TRY_LATER', 'revocation-too-old', /later/],
  ['INDETERMINATE', 'REVOKED_NO_POE', 'certificate-revoked', /until that is settled\.$/],
] as const satisfies readonly (readonly [
  MainIndication,
  SubIndication | undefined,
  string,
  RegExp,
])[]) {
  test(`what a time-stamp means that is ${indication}, ${code}`, (t) => {
    const judged = { indication, ...(subIndication && { subIndication }), reason: { code } };
    t.regex(timeStampMeaning(judged, 'en'), says);
    t.notRegex(timeStampMeaning(judged, 'ru'), /подписант/i);
  });
}
