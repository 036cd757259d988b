import type { PackageSubject } from '../../formats/evidence/manifest.ts';
import { type PackagePorts, writePackage } from '../../vault/evidence/write-package.ts';
import { VaultError } from '../../vault/vault-error.ts';
import type { Context } from '../http/context.ts';
import { pathNumber, pathParameter } from '../http/path-parameter.ts';
import { piecesOf, sendOctets } from '../http/send-blob.ts';
import type { Routes } from '../journalling/journalled-routes.ts';
import { RequestError } from '../problems/request-error.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export type EvidenceRoutePorts = PackagePorts;

export function evidenceRoutes(routes: Routes<EvidenceRoutePorts>): void {
  const issued = { action: 'evidence.issued' } as const;
  const add = (path: string, subjectOf: (context: Context, id: string) => PackageSubject) =>
    routes.user('GET', `${path}/evidence`, issued, (context, ports) =>
      issue(context, subjectOf(context, pathParameter(context, 'id')), ports),
    );
  add('/v1/documents/:id', (_context, id) => ({ kind: 'document', id }));
  add('/v1/contracts/:id', (_context, id) => ({ kind: 'contract', id }));
  add('/v1/documents/:id/versions/:number', (context, id) => {
    return { kind: 'version', id, version: pathNumber(context, 'number') };
  });
}

/**
 * The evidence package, streamed. Without `asOf` one is issued as of now; `Content-Location` says under which
 * address the same octets stay for ever.
 */
async function issue(
  context: Context,
  subject: PackageSubject,
  ports: EvidenceRoutePorts,
): Promise<void> {
  const asOf = new URLSearchParams(context.querystring).get('asOf');
  // A new package is issued and journalled: asking about one must not issue it (RFC 9110 §9.2.1).
  if (context.method !== 'GET' && asOf === null) {
    throw new RequestError('method-not-allowed', 'allowed: GET', { headers: { Allow: 'GET' } });
  }
  const { principal } = sessionIn(context);
  const request = { principal, subject, ...(asOf === null ? {} : { asOf: sizeIn(asOf) }) };
  const written = await writePackage(request, ports);
  context.set('Content-Location', `${context.path}?asOf=${written.asOf}`);
  const { size, fileName, receiptDigest, bytes, source } = written;
  const octets = { etag: `"${receiptDigest}"`, size, fileName, mediaType: 'application/zip' };
  await sendOctets(context, octets, async ({ start, length }) =>
    // All of it is checked on the way; of a part nobody can say whether the file is whole.
    length === size ? bytes : piecesOf({ source, start, length, check: undefined }),
  );
}

function sizeIn(text: string): number {
  if (/^[1-9][0-9]{0,15}$/.test(text)) return Number(text);
  const detail = 'entries of the journal, a whole number';
  throw new VaultError({
    code: 'invalid',
    fields: [{ pointer: '/asOf', code: 'malformed', detail }],
  });
}
