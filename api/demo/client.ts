import type { webcrypto } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Algorithms } from '../../algorithms/registry.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';

/** What the service answered: the status, the exact body, and the body as JSON where it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface FilePart {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** A client of the service over HTTP, as an exporter's or a bank's own program would be. */
export interface Client {
  /** Bearer token of the session; absent before sign-in. */
  readonly token?: string;
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown, idempotencyKey?: string): Promise<Answer>;
  /** Multipart intake: metadata first, then the document, then its signatures. */
  place(path: string, intake: PlaceRequest): Promise<Answer>;
}

export interface PlaceRequest {
  readonly metadata?: unknown;
  readonly document: FilePart;
  readonly signatures: readonly FilePart[];
  readonly idempotencyKey: string;
}

export function clientOf(origin: string, token?: string): Client {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const call = async (path: string, init: RequestInit, headers: Record<string, string> = {}) =>
    answerOf(
      await fetch(`${origin}${path}`, { ...init, headers: { ...authorization, ...headers } }),
    );
  return {
    ...(token === undefined ? {} : { token }),
    get: (path) => call(path, {}),
    post: (path, body, idempotencyKey) =>
      call(
        path,
        { method: 'POST', body: JSON.stringify(body) },
        {
          'content-type': 'application/json',
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
      ),
    place(path, { metadata, document, signatures, idempotencyKey }) {
      const form = new FormData();
      if (metadata !== undefined) {
        form.append('metadata', blob(JSON.stringify(metadata), 'application/json'));
      }
      form.append('document', blob(document.bytes, document.mediaType), document.name);
      for (const signature of signatures) {
        form.append('signature', blob(signature.bytes, signature.mediaType), signature.name);
      }
      return call(path, { method: 'POST', body: form }, { 'idempotency-key': idempotencyKey });
    },
  };
}

const blob = (content: Uint8Array | string, type: string) =>
  new Blob([typeof content === 'string' ? content : Uint8Array.from(content)], { type });

async function answerOf(response: Response): Promise<Answer> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const json: unknown = isJson ? JSON.parse(Buffer.from(bytes).toString('utf8')) : {};
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    json: Object.fromEntries(Object.entries(json ?? {})),
  };
}

/** A text of the answer; throws when the service answered otherwise than the demonstration expects. */
export function textOf(answer: Answer, field: string): string {
  const value = answer.json[field];
  if (typeof value === 'string') return value;
  throw new Error(
    `HTTP ${answer.status}: no ${field} in ${Buffer.from(answer.bytes).toString('utf8').slice(0, 500)}`,
  );
}

/** Signs in a person: the challenge is signed whole, under its own content type (para. 21). */
export async function signIn(
  origin: string,
  identity: SigningIdentity,
  { digest, now }: { digest: Algorithms; now: () => Date },
): Promise<Client> {
  const open = clientOf(origin);
  const challenge = await open.post('/v1/sign-in/challenges', {});
  const cms = await signCades({
    content: bytesSource(Buffer.from(textOf(challenge, 'challenge'), 'utf8')),
    detached: false,
    identities: [identity],
    signingTime: now(),
    eContentType: textOf(challenge, 'contentType'),
    digest,
  });
  const answer = await answerOf(
    await fetch(`${origin}/v1/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/pkcs7-mime' },
      body: Uint8Array.from(cms),
    }),
  );
  return clientOf(origin, textOf(answer, 'token'));
}

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Signs in a bank's own program by a signed assertion (RFC 7523). */
export async function signInSystem(
  origin: string,
  { participantId, key, id }: { participantId: string; key: webcrypto.CryptoKey; id: string },
): Promise<Client> {
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(participantId)
    .setSubject(participantId)
    .setAudience(`${origin}/v1/token`)
    .setJti(id)
    .setIssuedAt()
    .setExpirationTime('2m')
    .sign(key);
  const answer = await answerOf(
    await fetch(`${origin}/v1/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: ASSERTION,
        client_assertion: assertion,
      }),
    }),
  );
  return clientOf(origin, textOf(answer, 'access_token'));
}
