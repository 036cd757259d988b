import { readAll } from '../../formats/byte-source.ts';
import type { SignedData } from '../../formats/cms/signed-data.ts';
import type { Participant, Principal } from '../../vault/model/participant.ts';
import { withSentences } from '../../verify/report/json/with-sentences.ts';
import type { SignatureReport, ValidationReport } from '../../verify/report/report.ts';
import { CHALLENGE_LIMIT, readChallenge, SIGN_IN_CONTENT_TYPE } from './challenge.ts';
import { participantsOf, personOf } from './find-participant.ts';
import type { SessionPorts } from './sessions.ts';
import { type Refusal, SignInRefused } from './sign-in-refusal.ts';

export interface CertificateSignInPorts extends SessionPorts {
  parse(cms: Uint8Array): Promise<SignedData>;
  /** Validates now, with revocation information gathered from outside. */
  judge(cms: Uint8Array): Promise<ValidationReport>;
  /** Key of the challenges that the service hands out. */
  readonly challengeKey: Uint8Array;
  readonly origin: () => string;
}

export interface SignedIn {
  readonly principal: Principal;
  /** Of the challenge: single use is the caller's business, decided by the commit that opens the session. */
  readonly nonce: string;
}

/**
 * Who signed the challenge. Refuses (RequestError `sign-in-refused`) what is not one passing signature over
 * our own, unexpired challenge, under a certificate of exactly one participant.
 */
export async function principalOfSignature(
  cms: Uint8Array,
  wanted: string | undefined,
  ports: CertificateSignInPorts,
): Promise<SignedIn> {
  const challenge = await signedChallenge(cms, ports);
  const signature = passingSignature(await ports.judge(cms));
  const { signer } = signature;
  if (signer === undefined) {
    throw refused('signature-not-passed', 'the signing certificate is not known');
  }
  const found = participantsOf(signer, await ports.metadata.participants());
  const participant = only(wanted === undefined ? found : found.filter(({ id }) => id === wanted));
  const principal = principalOf(participant ?? STRANGER, signature);
  if (participant !== undefined) return { principal, nonce: challenge.nonce };
  const reason = found.length === 0 ? 'unknown-participant' : 'several-participants';
  const facts = { participants: found.map(({ id, kind }) => ({ id, kind })) };
  throw refused(reason, reason, { principal, facts });
}

/** Names whoever holds a good certificate but is no participant, in the journal only. */
const STRANGER: Pick<Participant, 'id' | 'kind' | 'state'> = {
  id: 'unknown',
  kind: 'foreign-person',
  state: 'active',
};

async function signedChallenge(cms: Uint8Array, ports: CertificateSignInPorts) {
  const signed = await ports.parse(cms);
  if (signed.contentType !== SIGN_IN_CONTENT_TYPE) {
    throw refused(
      'wrong-content-type',
      `content type must be ${SIGN_IN_CONTENT_TYPE}, not ${signed.contentType}`,
    );
  }
  if (signed.content === undefined)
    throw refused('not-our-challenge', 'the signed text must be attached');
  if (signed.content.size > CHALLENGE_LIMIT) throw notOurs();
  if (signed.signerInfos.length !== 1) throw notOneSignature();
  const content = await readAll(signed.content, CHALLENGE_LIMIT);
  const expected = { origin: ports.origin(), now: ports.now(), key: ports.challengeKey };
  const challenge = readChallenge(content, expected);
  if (challenge === 'not-ours') throw notOurs();
  if (challenge === 'expired') throw refused('challenge-expired', 'the challenge has expired');
  return challenge;
}

function passingSignature(report: ValidationReport): SignatureReport {
  const [signature, ...others] = report.signatures;
  if (signature === undefined || others.length > 0) {
    throw notOneSignature();
  }
  const { indication, subIndication, reason } = signature;
  if (indication !== 'TOTAL-PASSED' || !signature.trusted || signature.coverage !== 'FULL') {
    const judged = withSentences({ indication, subIndication, reason });
    const known = { indication, ...(subIndication === undefined ? {} : { subIndication }) };
    const facts = { signature: judged };
    throw refused('signature-not-passed', 'the signature did not pass', { known, facts });
  }
  return signature;
}

function principalOf(
  { id, kind, state, bankNumber }: Pick<Participant, 'id' | 'kind' | 'state' | 'bankNumber'>,
  { signer }: SignatureReport,
): Principal {
  const person = signer && personOf(signer);
  return {
    participantId: id,
    kind,
    state,
    authentication: 'qualified-signature',
    ...(person === undefined ? {} : { person }),
    ...(signer === undefined ? {} : { certificate: signer.certificate }),
    ...(bankNumber === undefined ? {} : { bankNumber }),
  };
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}

function notOurs(): SignInRefused {
  return refused('not-our-challenge', 'not a challenge of this service');
}

function notOneSignature(): SignInRefused {
  return refused('not-one-signature', 'exactly one signature is expected');
}

function refused(
  reason: Refusal['reason'],
  detail: string,
  more: Partial<Refusal> = {},
): SignInRefused {
  return new SignInRefused({ ...more, reason, detail });
}
