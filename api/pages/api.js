// The service as the page sees it. A problem (RFC 9457) is thrown with its title and detail.
import { currentLanguage } from './text.js';

export class Problem extends Error {
  constructor(status, body) {
    super([body.title, body.detail].filter(Boolean).join(': ') || `HTTP ${status}`);
    this.status = status;
  }
}

async function bodyOf(response) {
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('json')) return response.json();
  if (type.startsWith('text/html')) return response.text();
  return type.startsWith('application/pdf') ? response.blob() : undefined;
}

async function call(path, options = {}) {
  const response = await fetch(path, {
    credentials: 'same-origin',
    ...options,
    headers: { 'accept-language': currentLanguage(), ...options.headers },
  });
  const body = await bodyOf(response);
  if (!response.ok) throw new Problem(response.status, body ?? {});
  return body;
}

const sendJson = (path, body, headers = {}) =>
  call(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

export const session = () => call('/v1/session');
export const leave = () => call('/v1/session', { method: 'DELETE' });
export const challenge = () => sendJson('/v1/sign-in/challenges', {});
export const enter = (ticket) => sendJson('/v1/sign-in/tickets', { ticket });
export const contracts = () => call('/v1/contracts');
export const documents = (contractId) =>
  call(`/v1/contracts/${encodeURIComponent(contractId)}/documents`);
export const reportAddress = (documentId, version, signature) =>
  `/v1/documents/${documentId}/versions/${version}/signatures/${signature}/report`;
/** For people, as HTML. */
export const report = (...place) =>
  call(reportAddress(...place), { headers: { accept: 'text/html' } });

export const addressees = () => call('/v1/addressees');
export const sendings = () => call('/v1/sendings');
/** `key`: the same for every attempt at one sending, so that it counts once. */
export const send = (documentId, version, sending, key) =>
  sendJson(`/v1/documents/${documentId}/versions/${version}/sendings`, sending, {
    'idempotency-key': key,
  });
export const requests = () => call('/v1/requests');

export const signIn = (signature) =>
  call('/v1/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/pkcs7-mime' },
    body: signature,
  });

/** `file` is judged; `content` is the document of a detached signature. `accept`: the form of the report. */
export function verify({ file, content }, accept) {
  const form = new FormData();
  form.append('file', file, file.name);
  if (content !== undefined) form.append('content', content, content.name);
  return call('/v1/verify', { method: 'POST', body: form, headers: { accept } });
}
