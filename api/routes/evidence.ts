import type { PackageSubject } from '../../formats/evidence/manifest.ts';
import {
  issuedPackage,
  type PackagePorts,
  writePackage,
} from '../../vault/evidence/write-package.ts';
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
 * address the same octets stay for ever. HEAD is answered for what was issued.
 */
async function issue(
  context: Context,
  subject: PackageSubject,
  ports: EvidenceRoutePorts,
): Promise<void> {
  const { principal } = sessionIn(context);
  const asOf = new URLSearchParams(context.querystring).get('asOf');
  const size = asOf === null ? undefined : sizeIn(asOf);
  const request = { principal, subject, ...(size === undefined ? {} : { asOf: size }) };
  const written =
    context.method === 'GET'
      ? await writePackage(request, ports)
      : size !== undefined && (await issuedPackage({ ...request, asOf: size }, ports));
  // A new package is issued and journalled: asking about one must not issue it (RFC 9110 §9.2.1).
  if (!written) {
    throw new RequestError('method-not-allowed', 'allowed: GET', { headers: { Allow: 'GET' } });
  }
  context.set('Content-Location', `${context.path}?asOf=${written.asOf}`);
  const { fileName, receiptDigest, bytes, source } = written;
  const etag = `"${receiptDigest}"`;
  const octets = { etag, size: written.size, fileName, mediaType: 'application/zip' };
  await sendOctets(context, octets, async ({ start, length }) =>
    // All of it is checked on the way; of a part nobody can say whether the file is whole.
    length === written.size ? bytes : piecesOf({ source, start, length, check: undefined }),
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
