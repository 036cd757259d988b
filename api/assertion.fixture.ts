// How a system of a bank signs in: by an assertion that its key signed (RFC 7523 §2.2).
import { type KeyObject, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { type Answer, clientOf } from './client.fixture.ts';
import type { Stage } from './service.fixture.ts';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export interface Claims {
  readonly [name: string]: unknown;
}

export const seconds = () => Math.floor(Date.now() / 1000);

export function goodClaims({ bankId, publicOrigin }: Stage): Claims {
  const [iss, sub, aud] = [bankId, bankId, `${publicOrigin}/v1/token`];
  return { iss, sub, aud, iat: seconds(), exp: seconds() + 120, jti: randomUUID() };
}

export function assertionOf(claims: Claims, key: KeyObject, alg = 'ES256'): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg }).sign(key);
}

/** One that the service takes, unless `claims` say otherwise. */
export function assertionBy(stage: Stage, claims: Claims = {}): Promise<string> {
  return assertionOf({ ...goodClaims(stage), ...claims }, stage.systemKey);
}

export function sendAssertion(
  { origin }: Pick<Stage, 'origin'>,
  assertion: string,
  more: object = {},
): Promise<Answer> {
  return clientOf(origin).send('POST', '/v1/token', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: assertion,
      ...more,
    }).toString(),
  });
}
