import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * eContentType of a signed sign-in challenge: an arc of ours under the UUID
 * 7542b9ef-e148-4f7c-94ce-5f551619d5ae (ITU-T X.667). A document is signed under id-data, so that neither
 * can pass as the other: the content type is a signed attribute (RFC 5652 §11.1).
 */
export const SIGN_IN_CONTENT_TYPE = '2.25.155866138350527517455319472096495130030.1';

/** Milliseconds. */
export const CHALLENGE_LIFETIME = 5 * 60 * 1000;

/** Octets; a challenge is a dozen lines. */
export const CHALLENGE_LIMIT = 4096;

export interface Challenge {
  readonly text: string;
  readonly nonce: string;
  readonly expiresAt: Date;
}

export interface ChallengeFacts {
  readonly origin: string;
  readonly time: Date;
  /** 16 random octets, base64url. */
  readonly nonce: string;
}

/**
 * The text that a person reads and signs. Its last line is a MAC under the server's key, so that nothing is
 * stored for a challenge until it comes back signed: asking for many fills no memory.
 */
export function writeChallenge(facts: ChallengeFacts, key: Uint8Array): Challenge {
  const expiresAt = new Date(facts.time.getTime() + CHALLENGE_LIFETIME);
  const body = [
    'Вход в Okno Vault / Sign-in to Okno Vault',
    '',
    'Эта подпись только открывает сеанс. Документ она не подписывает.',
    'This signature only opens a session. It signs no document.',
    '',
    `Origin: ${facts.origin}`,
    'Purpose: sign-in',
    `Time: ${facts.time.toISOString()}`,
    `Valid until: ${expiresAt.toISOString()}`,
    `Nonce: ${facts.nonce}`,
    '',
  ].join('\n');
  const mac = createHmac('sha256', key).update(body).digest('base64url');
  return { text: `${body}Server code: ${mac}\n`, nonce: facts.nonce, expiresAt };
}

export type ChallengeFault = 'not-ours' | 'expired';

/** Recognises our own challenge, octet for octet; whether it was used before is the caller's business. */
export function readChallenge(
  content: Uint8Array,
  expected: { origin: string; now: Date; key: Uint8Array },
): Challenge | ChallengeFault {
  if (content.length > CHALLENGE_LIMIT) return 'not-ours';
  const text = Buffer.from(content).toString('utf8');
  const time = /^Time: (\S{24})$/m.exec(text)?.[1];
  const nonce = /^Nonce: ([\w-]{22})$/m.exec(text)?.[1];
  if (time === undefined || nonce === undefined) return 'not-ours';
  const instant = new Date(time);
  if (Number.isNaN(instant.getTime())) return 'not-ours';
  const written = writeChallenge({ origin: expected.origin, time: instant, nonce }, expected.key);
  if (!sameOctets(Buffer.from(written.text), content)) return 'not-ours';
  const early = expected.now.getTime() < instant.getTime();
  return early || expected.now >= written.expiresAt ? 'expired' : written;
}

function sameOctets(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
