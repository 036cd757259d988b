import { shownFileName } from '../../vault/documents/file-name.ts';
import type { Principal } from '../../vault/model/participant.ts';
import type { Blobs, StagedBlob } from '../../vault/ports/blobs.ts';
import {
  type GivenFile,
  mayVerify,
  type VerificationPorts,
  verifyFile,
} from '../../vault/verification/verify-file.ts';
import { answerReport, type ReportAnswerPorts } from '../answers/report-answer.ts';
import type { Context } from '../http/context.ts';
import { type MultipartLimits, multipartParts, type Part } from '../intake/multipart.ts';
import type { UploadGate } from '../intake/upload-gate.ts';
import type { Routes } from '../journalling/journalled-routes.ts';
import { RequestError } from '../problems/request-error.ts';
import { sessionIn } from '../sign-in/authenticate.ts';

export interface VerifyRoutePorts extends VerificationPorts, ReportAnswerPorts {
  readonly blobs: Blobs;
  readonly uploads: UploadGate;
  /** Octets of each of the two files. */
  readonly verifyLimit: number;
}

interface Given extends GivenFile {
  readonly staged: StagedBlob;
}

const SHA256 = '2.16.840.1.101.3.4.2.1';

export function verifyRoutes(routes: Routes<VerifyRoutePorts>): void {
  routes.user('POST', '/v1/verify', { action: 'verification.made' }, verify);
}

/** Judges what was sent; the bytes lie on the disk of the service only while it does. */
async function verify(context: Context, ports: VerifyRoutePorts): Promise<void> {
  const { principal } = sessionIn(context);
  await mayVerify(principal, ports);
  const upload = ports.uploads.enter(principal.participantId);
  const staged = new Map<string, Given>();
  try {
    for await (const part of multipartParts(context, limitsOf(ports))) {
      checkPart(part, staged);
      const content = upload.metered(part.content);
      staged.set(part.name, await stage({ ...part, content }, principal, ports));
    }
    const file = staged.get('file');
    const content = staged.get('content');
    if (file === undefined) {
      throw new RequestError('missing-part', 'file is missing', { facts: { part: 'file' } });
    }
    const request = { principal, file, ...(content === undefined ? {} : { content }) };
    const verified = await verifyFile(request, ports);
    await answerReport(context, { ...verified, file: file.name }, ports);
  } finally {
    const discarded = [...staged.values()].map((given) => given.staged.discard());
    await Promise.all(discarded).finally(() => upload.leave());
  }
}

function limitsOf({ verifyLimit }: VerifyRoutePorts): MultipartLimits {
  return { parts: 2, body: 2 * verifyLimit + 1024 ** 2 };
}

function checkPart({ name }: Part, staged: ReadonlyMap<string, Given>): void {
  if ((name === 'file' || name === 'content') && !staged.has(name)) return;
  const said = JSON.stringify(name.slice(0, 100));
  throw new RequestError('unexpected-part', `expected file and content once each, not ${said}`);
}

async function stage(part: Part, principal: Principal, ports: VerifyRoutePorts): Promise<Given> {
  const owner = principal.participantId;
  const staged = await ports.blobs.stage(owner, part.content, ports.verifyLimit);
  const { sha256, source } = staged;
  const name = shownFileName(part.fileName, part.name);
  const digests = new Map([[SHA256, Uint8Array.from(Buffer.from(sha256, 'hex'))]]);
  return { name, source, sha256, digests, staged };
}
