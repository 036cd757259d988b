import { randomUUID } from 'node:crypto';
import type { Algorithms } from '../algorithms/registry.ts';
import { bytesSource } from '../formats/byte-source.ts';
import { signCades } from '../signing/cades/sign-cades.ts';
import type { SigningIdentity } from '../signing/signing-key.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface FilePart {
  readonly name: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface PlaceRequest {
  readonly key?: string;
  readonly metadata?: unknown;
  readonly files: readonly FilePart[];
}

type Headers_ = Readonly<Record<string, string>>;

export interface Client {
  readonly token: string;
  send(
    method: string,
    path: string,
    init?: { headers?: Headers_; body?: NonNullable<RequestInit['body']> },
  ): Promise<Answer>;
  get(path: string, headers?: Headers_): Promise<Answer>;
  post(path: string, body: unknown, key?: string): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
  place(path: string, request: PlaceRequest): Promise<Answer>;
}

export function clientOf(origin: string, token = ''): Client {
  const authorization: Headers_ = token === '' ? {} : { authorization: `Bearer ${token}` };
  const send: Client['send'] = async (method, path, { headers = {}, body } = {}) =>
    answerOf(
      await fetch(`${origin}${path}`, {
        method,
        headers: { ...authorization, ...headers },
        redirect: 'manual',
        ...(body === undefined ? {} : { body }),
      }),
    );
  return {
    token,
    send,
    get: (path, headers = {}) => send('GET', path, { headers }),
    post: (path, body, key = randomUUID()) =>
      send('POST', path, {
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
      }),
    put: (path, body) =>
      send('PUT', path, {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    place: (path, { key = randomUUID(), metadata, files }) =>
      send('POST', path, {
        headers: { 'idempotency-key': key },
        body: formOf(metadata, files),
      }),
  };
}

export function formOf(metadata: unknown, files: readonly FilePart[]): FormData {
  const form = new FormData();
  if (metadata !== undefined) {
    form.append('metadata', new Blob([JSON.stringify(metadata)], { type: 'application/json' }));
  }
  for (const { name, fileName, mediaType, bytes } of files) {
    form.append(name, new Blob([Uint8Array.from(bytes)], { type: mediaType }), fileName);
  }
  return form;
}

export async function answerOf(response: Response): Promise<Answer> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = bytes.length > 0 && (response.headers.get('content-type') ?? '').includes('json'); // HEAD has none
  const json: unknown = isJson ? JSON.parse(bytes.toString('utf8')) : {};
  const { status, headers } = response;
  return { status, headers, bytes, json: Object.fromEntries(Object.entries(json ?? {})) };
}

/** The challenge of the service, signed as asked. */
export async function signedChallenge(
  origin: string,
  identity: SigningIdentity,
  digest: Algorithms,
): Promise<Uint8Array> {
  const { json } = await clientOf(origin).post('/v1/sign-in/challenges', {});
  return signText(String(json['challenge']), identity, {
    digest,
    eContentType: String(json['contentType']),
  });
}

export function signText(
  text: string,
  identity: SigningIdentity,
  { digest, eContentType }: { digest: Algorithms; eContentType?: string },
): Promise<Uint8Array> {
  return signCades({
    content: bytesSource(Buffer.from(text)),
    detached: false,
    identities: [identity],
    signingTime: new Date(),
    digest,
    ...(eContentType === undefined ? {} : { eContentType }),
  });
}

export function sendSignedChallenge(origin: string, cms: Uint8Array): Promise<Answer> {
  return clientOf(origin).send('POST', '/v1/sign-in', {
    headers: { 'content-type': 'application/pkcs7-mime' },
    body: Uint8Array.from(cms),
  });
}

export async function signInBy(
  origin: string,
  identity: SigningIdentity,
  digest: Algorithms,
): Promise<Client> {
  const answer = await sendSignedChallenge(origin, await signedChallenge(origin, identity, digest));
  if (answer.status !== 201) throw new Error(`sign-in: ${answer.bytes.toString()}`);
  return clientOf(origin, String(answer.json['token']));
}
