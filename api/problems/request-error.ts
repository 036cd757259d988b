/** What is wrong with a request before any use case has seen it, and what the server itself refuses. */
export type RequestErrorCode =
  | 'malformed-request' // framing, header or parameter that cannot be read
  | 'malformed-json'
  | 'malformed-multipart'
  | 'unexpected-part' // a part that does not belong where it stands
  | 'missing-part'
  | 'too-many-parts'
  | 'empty-document'
  | 'unsupported-media-type'
  | 'body-too-large'
  | 'unauthenticated'
  | 'sign-in-refused'
  | 'foreign-origin' // CSRF: unsafe method with a cookie from another origin
  | 'no-such-resource'
  | 'method-not-allowed'
  | 'precondition-required'
  | 'idempotency-key-required'
  | 'range-not-satisfiable'
  | 'too-many-requests'
  | 'too-many-uploads' // of one participant at once
  | 'not-ready'
  | 'client-gone'
  | 'internal';

export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: RequestErrorCode;
  /** Members added to the problem document: never secrets, never more than the client sent or may know. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Header fields that go with the answer (`Allow`, `Retry-After`, …). */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: RequestErrorCode,
    message: string,
    more: {
      facts?: Readonly<Record<string, unknown>>;
      headers?: Readonly<Record<string, string>>;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.facts = more.facts ?? {};
    this.headers = more.headers ?? {};
  }
}
