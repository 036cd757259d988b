import type { IntakePorts } from '../../vault/documents/intake-ports.ts';
import type { IncomingFile, IntakeTarget } from '../../vault/documents/intake-request.ts';
import { receiveDocument } from '../../vault/documents/receive-document.ts';
import {
  type DocumentView,
  describeDocument,
  documentsOfContract,
} from '../../vault/reading/describe-documents.ts';
import { documentAnswer } from '../answers/document-answer.ts';
import { intakeAnswer } from '../answers/intake-answer.ts';
import type { Context } from '../http/context.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { pathParameter } from '../http/path-parameter.ts';
import type { MultipartLimits } from '../intake/multipart.ts';
import { readIntake } from '../intake/read-intake.ts';
import type { Upload, UploadGate } from '../intake/upload-gate.ts';
import type { Routes } from '../journalling/journalled-routes.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export interface DocumentRoutePorts extends IntakePorts {
  readonly uploads: UploadGate;
}

export function documentRoutes(routes: Routes<DocumentRoutePorts>): void {
  const received = { action: 'document.received' } as const;
  routes.user('POST', '/v1/contracts/:id/documents', received, (context, ports) =>
    receive(context, { kind: 'contract', contractId: pathParameter(context, 'id') }, ports),
  );
  routes.user('POST', '/v1/documents/:id/versions', received, (context, ports) =>
    receive(context, { kind: 'document', documentId: pathParameter(context, 'id') }, ports),
  );
  const read = (part: DocumentView) => ({ action: 'document.read', part }) as const;
  routes.user('GET', '/v1/contracts/:id/documents', read('list'), list);
  routes.user('GET', '/v1/documents/:id', read('description'), show);
}

/** The journey of a document: multipart in, the vault's use case, 201 with its receipts. */
async function receive(
  context: Context,
  target: IntakeTarget,
  ports: DocumentRoutePorts,
): Promise<void> {
  const { principal } = sessionIn(context);
  const idempotencyKey = idempotencyKeyOf(context);
  const described = target.kind === 'contract' ? 'required' : 'optional';
  const upload = ports.uploads.enter(sessionIn(context).own.participantId);
  try {
    const intake = await readIntake(context, multipartLimits(ports), described);
    try {
      const { metadata } = intake;
      const files = metered(intake.files, upload);
      const request = { principal, idempotencyKey, target, metadata, files };
      const answer = await receiveDocument(request, ports);
      const { documentId, version } = answer.outcome;
      context.set('Location', `/v1/documents/${documentId}/versions/${version}`);
      context.status = 201;
      context.body = intakeAnswer(answer);
    } finally {
      await intake.stop();
    }
  } finally {
    upload.leave();
  }
}

async function* metered(
  files: AsyncIterable<IncomingFile>,
  upload: Upload,
): AsyncGenerator<IncomingFile> {
  for await (const file of files) yield { ...file, content: upload.metered(file.content) };
}

/** Octets of a body that can still be right: its files at their limits, and room for the framing. */
function multipartLimits({ limits }: DocumentRoutePorts): MultipartLimits {
  const framing = 1024 ** 2;
  const signatures = limits.signatures * limits.signatureOctets;
  return { parts: limits.signatures + 2, body: limits.documentOctets + signatures + framing };
}

async function list(context: Context, ports: DocumentRoutePorts): Promise<void> {
  const { principal } = sessionIn(context);
  const documents = await documentsOfContract(principal, pathParameter(context, 'id'), ports);
  context.body = { documents: documents.map(documentAnswer) };
}

async function show(context: Context, ports: DocumentRoutePorts): Promise<void> {
  const { principal } = sessionIn(context);
  const described = await describeDocument(
    principal,
    { id: pathParameter(context, 'id'), part: 'description' },
    ports,
  );
  context.body = documentAnswer(described);
}
