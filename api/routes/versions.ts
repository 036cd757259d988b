import type Router from '@koa/router';
import type { Supplement } from '../../formats/evidence/supplement.ts';
import type { PlacedVersion, SignatureRecord } from '../../vault/model/document.ts';
import type { FixedSending } from '../../vault/model/sending.ts';
import type { Blobs } from '../../vault/ports/blobs.ts';
import { describeDocument } from '../../vault/reading/describe-documents.ts';
import { documentHistory } from '../../vault/reading/document-history.ts';
import { printHistory } from '../../vault/reading/print-history.ts';
import { type PrintPorts, printReceipt } from '../../vault/reading/print-receipt.ts';
import { readReceipt } from '../../vault/reading/read-receipt.ts';
import { readVersion, type VersionPart } from '../../vault/reading/read-version.ts';
import {
  readReceiptSupplement,
  type TimeStampPorts,
  timeStampOf,
} from '../../vault/reading/receipt-time-stamp.ts';
import { VaultError } from '../../vault/vault-error.ts';
import { withSentences } from '../../verify/report/json/with-sentences.ts';
import { receiptsOf, versionAnswer } from '../answers/document-answer.ts';
import { historyAnswer } from '../answers/history-answer.ts';
import type { Context, Middleware, RequestState } from '../http/context.ts';
import { earlyBlob } from '../http/early-blob.ts';
import { pathNumber, pathParameter } from '../http/path-parameter.ts';
import { attachment, sendBlob } from '../http/send-blob.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export interface VersionRoutePorts extends TimeStampPorts, PrintPorts {
  readonly authenticated: Middleware;
  readonly blobs: Blobs;
}

/** Octets; a report of the vault's own making. */
const REPORT_LIMIT = 16 * 1024 ** 2;

export function versionRoutes(router: Router<RequestState>, ports: VersionRoutePorts): void {
  const one = '/v1/documents/:id/versions/:number';
  const add = (path: string, run: (context: Context) => Promise<void>) =>
    router.get(path, ports.authenticated, run);
  add(one, async (context) => {
    const { version, named, sendings } = await described(context, ports);
    const answer = versionAnswer(version, { named, sendings });
    context.body = { ...answer, receipts: await receipts(version, sendings, ports) };
  });
  add(`${one}/receipts`, async (context) => {
    const { version, sendings } = await described(context, ports);
    context.body = { receipts: await receipts(version, sendings, ports) };
  });
  add(`${one}/content`, (context) => content(context, ports));
  add(`${one}/signatures/:signature`, (context) => signature(context, ports));
  add(`${one}/signatures/:signature/report`, (context) => report(context, ports));
  add('/v1/documents/:id/receipts', async (context) => {
    const id = pathParameter(context, 'id');
    context.body = historyAnswer(await documentHistory(sessionIn(context).principal, id, ports));
  });
  add('/v1/documents/:id/receipts/print', async (context) => {
    const id = pathParameter(context, 'id');
    const bytes = await printHistory(sessionIn(context).principal, id, ports);
    sendPdf(context, bytes, `history-${id}.pdf`);
  });
  add('/v1/receipts/:id', (context) => receipt(context, ports));
  add('/v1/receipts/:id/print', (context) => print(context, ports));
  add('/v1/receipts/:id/time-stamp', (context) => supplement(context, 'time-stamp', ports));
  add('/v1/receipts/:id/cosignature', (context) => supplement(context, 'cosignature', ports));
}

/** Para. 24: each moment its own, and whether a time-stamp proves it yet. */
function receipts(
  version: PlacedVersion,
  sendings: readonly FixedSending[],
  ports: VersionRoutePorts,
) {
  return Promise.all(
    receiptsOf(version, sendings).map(async (each) => ({
      ...each,
      timeStamp: await timeStampOf(each.id, ports),
    })),
  );
}

async function described(context: Context, ports: VersionRoutePorts) {
  const { principal } = sessionIn(context);
  const { versions, named, sendings } = await describeDocument(
    principal,
    pathParameter(context, 'id'),
    ports,
  );
  const number = pathNumber(context, 'number');
  return { version: found(versions.find((version) => version.number === number)), named, sendings };
}

async function content(context: Context, ports: VersionRoutePorts): Promise<void> {
  const early = earlyBlob(ports.blobs);
  try {
    const { file } = await read(context, 'content', ports, (version) => {
      if (context.method === 'GET') early.begin(version.file.id);
    });
    await sendBlob(context, { blob: file, ...file }, early);
  } finally {
    await early.close();
  }
}

async function signature(context: Context, ports: VersionRoutePorts): Promise<void> {
  const { file } = signatureOf(context, await read(context, 'signature', ports));
  await sendBlob(context, { blob: file, ...file }, ports.blobs);
}

async function report(context: Context, ports: VersionRoutePorts): Promise<void> {
  const record = signatureOf(context, await read(context, 'report', ports));
  const stored = await ports.blobs.open(record.report.id);
  try {
    const bytes = await stored.read(0, Math.min(stored.size, REPORT_LIMIT));
    context.body = withSentences(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } finally {
    await stored.close();
  }
}

async function receipt(context: Context, ports: VersionRoutePorts): Promise<void> {
  const id = pathParameter(context, 'id');
  const bytes = await readReceipt(sessionIn(context).principal, id, ports);
  context.set({
    'Content-Type': 'application/json',
    'Content-Disposition': attachment(`receipt-${id}.json`),
  });
  context.body = Buffer.from(bytes);
}

async function print(context: Context, ports: VersionRoutePorts): Promise<void> {
  const id = pathParameter(context, 'id');
  const bytes = await printReceipt(sessionIn(context).principal, id, ports);
  sendPdf(context, bytes, `receipt-${id}.pdf`);
}

function sendPdf(context: Context, bytes: Uint8Array, fileName: string): void {
  context.set({
    'Content-Type': 'application/pdf',
    'Content-Disposition': attachment(fileName),
  });
  context.body = Buffer.from(bytes);
}

async function supplement(
  context: Context,
  kind: Supplement['kind'],
  ports: VersionRoutePorts,
): Promise<void> {
  const entryId = pathParameter(context, 'id');
  const { principal } = sessionIn(context);
  const bytes = await readReceiptSupplement(principal, { entryId, kind }, ports);
  context.set({
    'Content-Type': 'application/json',
    'Content-Disposition': attachment(`receipt-${entryId}.${kind}.json`),
  });
  context.body = Buffer.from(bytes);
}

async function read(
  context: Context,
  part: VersionPart,
  ports: VersionRoutePorts,
  granted: (version: PlacedVersion) => void = () => {},
): Promise<PlacedVersion> {
  const { principal } = sessionIn(context);
  const documentId = pathParameter(context, 'id');
  const number = pathNumber(context, 'number');
  return (await readVersion({ principal, documentId, number, part, granted }, ports)).version;
}

function signatureOf(context: Context, { signatures }: PlacedVersion): SignatureRecord {
  return found(signatures[pathNumber(context, 'signature') - 1]);
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new VaultError({ code: 'not-found', what: 'version' });
  return value;
}
