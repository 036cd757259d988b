import { toBase64 } from '../../formats/base64.ts';
import { parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { parseNote } from '../../formats/log/note.ts';
import { consistencyProof } from '../../formats/log/proofs.ts';
import { TILE_WIDTH, type Tile, tilePath } from '../../formats/log/tile.ts';
import type { Sha256 } from '../../formats/log/tree.ts';
import { cosignedNote } from '../../vault/journal/cosign-head.ts';
import { tileBytes } from '../../vault/journal/publish-tiles.ts';
import type { SignedHead } from '../../vault/model/journal.ts';
import type { Metadata } from '../../vault/ports/metadata.ts';
import { VaultError } from '../../vault/vault-error.ts';
import type { WitnessSigner } from '../../vault/witness/witness-signer.ts';
import type { Context } from '../http/context.ts';
import type { NoAction, OpenRoutes } from '../journalling/journalled-routes.ts';
import type { KeyStatements } from '../keys/key-statements.ts';
import { RequestError } from '../problems/request-error.ts';
import { type RateLimit, rateLimit } from '../sign-in/rate-limit.ts';

/** Checkpoints in one answer. */
const CHECKPOINTS = 500;

export interface JournalRoutePorts {
  readonly metadata: Pick<Metadata, 'journal'>;
  readonly now: () => Date;
  /** Of one address: the files are the same for everybody, and nobody need say who it is. */
  readonly journalRate: RateLimit;
  /** The log's verification key (C2SP signed-note), to be compared with one got by another way. */
  readonly vkey: string;
  readonly sha256: Sha256;
  /** Absent: this runtime has no ML-DSA. */
  readonly cosigner: WitnessSigner | undefined;
  readonly statements: KeyStatements;
}

/** See what-is-an-action.md: what the log gives out names no one, and is to be had by all who hold a receipt. */
const FILE: NoAction = { notAnAction: 'a public file of the log, the same for everybody' };

export function journalRoutes(routes: OpenRoutes, ports: JournalRoutePorts): void {
  const limited = rateLimit(ports.journalRate, ports.now);
  const add = (path: string, send: (context: Context) => void | Promise<void>) =>
    routes.open('GET', `/v1/journal/${path}`, FILE, limited, send);
  add('checkpoint', async (context) => {
    const head = await signedHead(ports);
    // C2SP tlog-tiles: text/plain, never cached.
    context.set('Content-Type', 'text/plain; charset=utf-8');
    context.body = await cosignedNote(head, ports.metadata.journal);
  });
  add('checkpoints', (context) => sendCheckpoints(context, ports));
  add('consistency', (context) => sendProof(context, ports));
  add('tile/*path', (context) => sendTile(context, ports));
  add('key', (context) => {
    const { vkey, cosigner, statements } = ports;
    context.body = {
      vkey,
      ...(cosigner === undefined ? {} : { cosigner: cosigner.vkey }),
      former: statements.former,
      statements: statements.notes,
    };
  });
}

async function sendTile(context: Context, ports: JournalRoutePorts): Promise<void> {
  const head = await signedHead(ports);
  const tile = parseTilePath(context.path.slice('/v1/journal/'.length));
  if (tile === undefined || !isWithin(tile, head.size)) {
    throw new VaultError({ code: 'not-found', what: 'tile' });
  }
  const bytes = await tileBytes(tile, { journal: ports.metadata.journal, sha256: ports.sha256 });
  context.set('Content-Type', 'application/octet-stream');
  context.body = Buffer.from(bytes);
}

/** RFC 9162 §2.1.4 between any two checkpoints that were signed; a size at which none was is refused. */
async function sendProof(context: Context, ports: JournalRoutePorts): Promise<void> {
  const { journal } = ports.metadata;
  const query = new URLSearchParams(context.querystring);
  const from = sizeIn(query, 'from');
  const to = sizeIn(query, 'to');
  const signed = await Promise.all([journal.checkpoint(from), journal.checkpoint(to)]);
  if (from > to || signed.includes(undefined)) {
    const reason = 'from and to must be sizes of checkpoints that were signed, from ≤ to';
    throw new RequestError('malformed-request', reason);
  }
  const read = journal.nodes.bind(journal);
  const proof = await consistencyProof(ports.sha256, read, { oldSize: from, newSize: to });
  context.body = { from, to, proof: proof.map(toBase64) };
}

/** Every head that was ever signed, some at a time. */
async function sendCheckpoints(context: Context, ports: JournalRoutePorts): Promise<void> {
  const query = new URLSearchParams(context.querystring);
  const after = query.has('after') ? sizeIn(query, 'after') : 0;
  const notes = await ports.metadata.journal.checkpoints(after, CHECKPOINTS);
  const last = notes.length === CHECKPOINTS ? notes.at(-1) : undefined;
  context.body = {
    checkpoints: notes,
    ...(last === undefined ? {} : { next: parseCheckpoint(parseNote(last).text).size }),
  };
}

function sizeIn(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? '';
  if (query.getAll(name).length === 1 && /^(0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  throw new RequestError('malformed-request', `${name} must be a number of entries`);
}

async function signedHead({ metadata }: JournalRoutePorts): Promise<SignedHead> {
  const head = await metadata.journal.head();
  if (head === undefined) throw new VaultError({ code: 'not-found', what: 'checkpoint' });
  return head;
}

/** C2SP tlog-tiles: only the one canonical spelling of a path names a tile. */
export function parseTilePath(path: string): Tile | undefined {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (match === null) return undefined;
  const [level = '', groups = '', width = String(TILE_WIDTH)] = match.slice(1);
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(groups.replace(/[x/]/g, '')),
    width: Number(width),
  };
  return tile.width > 0 && tilePath(tile) === path ? tile : undefined;
}

/** The hashes or entries of the tile are all there. */
function isWithin({ level, index, width }: Tile, size: number): boolean {
  const step = level === 'entries' ? 1 : TILE_WIDTH ** level;
  return (index * TILE_WIDTH + width) * step <= size;
}
