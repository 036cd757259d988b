import type { Supplement } from '../../formats/evidence/supplement.ts';
import type { PlacedVersion, SignatureRecord } from '../../vault/model/document.ts';
import type { FixedSending } from '../../vault/model/sending.ts';
import type { Blobs } from '../../vault/ports/blobs.ts';
import { type DocumentView, describeVersion } from '../../vault/reading/describe-documents.ts';
import { documentHistory } from '../../vault/reading/document-history.ts';
import { printHistory } from '../../vault/reading/print-history.ts';
import { type PrintPorts, printReceipt } from '../../vault/reading/print-receipt.ts';
import { type ReceiptView, readReceipt } from '../../vault/reading/read-receipt.ts';
import { readVersion, type VersionPart } from '../../vault/reading/read-version.ts';
import {
  readReceiptSupplement,
  type TimeStampPorts,
  timeStampOf,
} from '../../vault/reading/receipt-time-stamp.ts';
import { VaultError } from '../../vault/vault-error.ts';
import type { ValidationReport } from '../../verify/report/report.ts';
import { receiptsOf, versionAnswer } from '../answers/document-answer.ts';
import { historyAnswer } from '../answers/history-answer.ts';
import { answerReport, type ReportAnswerPorts } from '../answers/report-answer.ts';
import type { Context } from '../http/context.ts';
import { earlyBlob } from '../http/early-blob.ts';
import { pathNumber, pathParameter } from '../http/path-parameter.ts';
import { attachment, sendBlob } from '../http/send-blob.ts';
import type { Routes } from '../journalling/journalled-routes.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export interface VersionRoutePorts extends TimeStampPorts, PrintPorts, ReportAnswerPorts {
  readonly blobs: Blobs;
}

/** Octets; a report of the vault's own making. */
const REPORT_LIMIT = 16 * 1024 ** 2;

export function versionRoutes(routes: Routes<VersionRoutePorts>): void {
  const one = '/v1/documents/:id/versions/:number';
  const add = (
    path: string,
    part: DocumentView | VersionPart | ReceiptView,
    run: (context: Context, ports: VersionRoutePorts) => Promise<void>,
  ) => routes.user('GET', path, { action: 'document.read', part }, run);
  add(one, 'version', async (context, ports) => {
    const { version, named, sendings } = await described(context, 'version', ports);
    const answer = versionAnswer(version, { named, sendings });
    context.body = { ...answer, receipts: await receipts(version, sendings, ports) };
  });
  add(`${one}/receipts`, 'receipts', async (context, ports) => {
    const { version, sendings } = await described(context, 'receipts', ports);
    context.body = { receipts: await receipts(version, sendings, ports) };
  });
  add(`${one}/content`, 'content', content);
  add(`${one}/signatures/:signature`, 'signature', signature);
  add(`${one}/signatures/:signature/report`, 'report', report);
  add('/v1/documents/:id/receipts', 'history', async (context, ports) => {
    const id = pathParameter(context, 'id');
    const { principal } = sessionIn(context);
    context.body = historyAnswer(await documentHistory(principal, { id, part: 'history' }, ports));
  });
  add('/v1/documents/:id/receipts/print', 'history print', async (context, ports) => {
    const id = pathParameter(context, 'id');
    const bytes = await printHistory(sessionIn(context).principal, id, ports);
    sendPdf(context, bytes, `history-${id}.pdf`);
  });
  add('/v1/receipts/:id', 'receipt', receipt);
  add('/v1/receipts/:id/print', 'receipt print', print);
  const later = (kind: Supplement['kind']) =>
    add(`/v1/receipts/:id/${kind}`, kind, (context, ports) => supplement(context, kind, ports));
  later('time-stamp');
  later('cosignature');
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

function described(context: Context, part: 'version' | 'receipts', ports: VersionRoutePorts) {
  const id = pathParameter(context, 'id');
  const number = pathNumber(context, 'number');
  return describeVersion(sessionIn(context).principal, { id, number, part }, ports);
}

async function content(context: Context, ports: VersionRoutePorts): Promise<void> {
  const early = earlyBlob(ports.blobs);
  try {
    const granted = ({ file }: PlacedVersion) => {
      if (context.method === 'GET') early.begin(file.id);
    };
    const request = { ...versionIn(context), part: 'content', granted } as const;
    const { file } = (await readVersion(request, ports)).version;
    await sendBlob(context, { blob: file, ...file }, early);
  } finally {
    await early.close();
  }
}

async function signature(context: Context, ports: VersionRoutePorts): Promise<void> {
  const { file } = await readOne(context, 'signature', ports);
  await sendBlob(context, { blob: file, ...file }, ports.blobs);
}

async function report(context: Context, ports: VersionRoutePorts): Promise<void> {
  const record = await readOne(context, 'report', ports);
  const stored = await ports.blobs.open(record.report.id);
  try {
    const bytes = await stored.read(0, Math.min(stored.size, REPORT_LIMIT));
    const report: ValidationReport = JSON.parse(Buffer.from(bytes).toString('utf8'));
    await answerReport(context, { kind: 'signature', report, file: report.file }, ports);
  } finally {
    await stored.close();
  }
}

async function receipt(context: Context, ports: VersionRoutePorts): Promise<void> {
  const id = pathParameter(context, 'id');
  const bytes = await readReceipt(
    sessionIn(context).principal,
    { entryId: id, part: 'receipt' },
    ports,
  );
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

/** One of the signatures of a version. */
async function readOne(
  context: Context,
  part: 'signature' | 'report',
  ports: VersionRoutePorts,
): Promise<SignatureRecord> {
  const signature = pathNumber(context, 'signature');
  const { version } = await readVersion({ ...versionIn(context), part, signature }, ports);
  const record = version.signatures[signature - 1];
  if (record === undefined) throw new VaultError({ code: 'not-found', what: 'signature' });
  return record;
}

function versionIn(context: Context) {
  const { principal } = sessionIn(context);
  const documentId = pathParameter(context, 'id');
  return { principal, documentId, number: pathNumber(context, 'number') };
}
