import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Context } from '../http/context.ts';
import { notModified } from '../http/not-modified.ts';
import { PAGE_POLICY } from '../http/security-headers.ts';
import type { NoAction, OpenRoutes } from '../journalling/journalled-routes.ts';

export interface StaticFile {
  readonly bytes: Buffer;
  readonly type: string;
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Reads the page once, at start: requests are answered from memory and never name a path. */
export async function readPages(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const files = new Map<string, StaticFile>();
  for (const name of await readdir(folder)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const bytes = await readFile(join(folder, name));
    const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
    files.set(name, { bytes, type, etag });
  }
  return files;
}

const PAGE: NoAction = { notAnAction: 'a file of the page, the same for everybody' };

export function pageRoutes(routes: OpenRoutes, pages: ReadonlyMap<string, StaticFile>): void {
  for (const [name, file] of pages) {
    const path = name === 'index.html' ? '/' : `/assets/${name}`;
    routes.open('GET', path, PAGE, (context) => send(context, file));
  }
}

function send(context: Context, file: StaticFile): void {
  context.set({
    'Content-Security-Policy': PAGE_POLICY,
    'Content-Type': file.type,
    'Cache-Control': 'no-cache',
    ETag: file.etag,
  });
  context.status = 200;
  if (notModified(context, file.etag)) context.status = 304;
  else context.body = file.bytes;
}
