import { readFile } from 'node:fs/promises';
import type { OpenRoutes } from '../journalling/journalled-routes.ts';

/** The description of this API (OpenAPI 3.1), held against real answers by the tests. */
export function readDescription(): Promise<Buffer> {
  return readFile(new URL('../openapi.json', import.meta.url));
}

export function openApiRoutes(routes: OpenRoutes, description: Buffer): void {
  const of = { notAnAction: 'the description of the interface, the same for everybody' };
  routes.open('GET', '/openapi.json', of, (context) => {
    context.set('Content-Type', 'application/json');
    context.body = description;
  });
}
