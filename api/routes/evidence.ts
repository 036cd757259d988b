import { Readable } from 'node:stream';
import type Router from '@koa/router';
import { type PackagePorts, writePackage } from '../../vault/evidence/write-package.ts';
import type { Context, Middleware, RequestState } from '../http/context.ts';
import { pathParameter } from '../http/path-parameter.ts';
import { attachment } from '../http/send-blob.ts';
import { RequestError } from '../problems/request-error.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export interface EvidenceRoutePorts extends PackagePorts {
  readonly authenticated: Middleware;
}

export function evidenceRoutes(router: Router<RequestState>, ports: EvidenceRoutePorts): void {
  router.get('/v1/documents/:id/evidence', ports.authenticated, (context) => issue(context, ports));
}

/** The evidence package, streamed; each is issued anew, with a receipt of its own. */
async function issue(context: Context, ports: EvidenceRoutePorts): Promise<void> {
  // Each package is issued and journalled: asking about one must not issue it (RFC 9110 §9.2.1).
  if (context.method !== 'GET') {
    throw new RequestError('method-not-allowed', 'allowed: GET', { headers: { Allow: 'GET' } });
  }
  const { principal } = sessionIn(context);
  const documentId = pathParameter(context, 'id');
  const { bytes, size, fileName } = await writePackage({ principal, documentId }, ports);
  context.body = Readable.from(bytes, { objectMode: false });
  context.set({
    'Content-Type': 'application/zip',
    'Content-Disposition': attachment(fileName),
  });
  context.length = size;
}
