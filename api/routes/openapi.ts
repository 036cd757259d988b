import { readFile } from 'node:fs/promises';
import type Router from '@koa/router';
import type { RequestState } from '../http/context.ts';

/** The description of this API (OpenAPI 3.1), held against real answers by the tests. */
export function readDescription(): Promise<Buffer> {
  return readFile(new URL('../openapi.json', import.meta.url));
}

export function openApiRoutes(router: Router<RequestState>, description: Buffer): void {
  router.get('/openapi.json', (context) => {
    context.set('Content-Type', 'application/json');
    context.body = description;
  });
}
