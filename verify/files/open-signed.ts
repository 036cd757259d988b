import { bytesSource, sameOctets } from '../../formats/byte-source.ts';
import { FormatError } from '../../formats/format-error.ts';
import {
  isSignedMessage,
  type MessageContent,
  readSignedMessage,
} from '../../formats/mime/signed-message.ts';
import { reasonOf } from '../process/block.ts';
import type { NamedSource, ValidationInput } from '../process/validation-input.ts';
import type { ValidationReport } from '../report/report.ts';

type Sources = Pick<ValidationInput, 'signature' | 'content'>;

export interface OpenedSigned extends Sources {
  /** The report on these sources, as one on the file that was opened. */
  readonly reported: (report: ValidationReport) => ValidationReport;
}

/**
 * What a signed file is judged as: itself, or the parts of the S/MIME message that it is (RFC 8551 §3.5). Throws
 * FormatError for a message that cannot be read, or beside which other content is given than its own.
 */
export async function openSigned({ signature: file, content }: Sources): Promise<OpenedSigned> {
  if (!(await isSignedMessage(file.source))) {
    const beside = content === undefined ? {} : { content };
    return { signature: file, ...beside, reported: (report) => report };
  }
  const { name } = file;
  const message = await readSignedMessage(file.source);
  const own = message.content && partOf(name, message.content);
  await refuseAnother(own, content);
  // What the CMS carries is held to what was signed beside what is given.
  const signed = content ?? own;
  return {
    signature: { name, source: bytesSource(message.signature) },
    ...(signed === undefined ? {} : { content: signed }),
    reported: (report) => warnOf(message.unsigned, report),
  };
}

async function refuseAnother(
  own: NamedSource | undefined,
  given: NamedSource | undefined,
): Promise<void> {
  if (own === undefined || given === undefined) return;
  if (await sameOctets(own.source, given.source)) return;
  const reason = `what it holds as signed is not “${given.name}”`;
  throw new FormatError('unsupported', { format: 'S/MIME message', reason });
}

/** Not the file's own name: the file holds more than what is signed. */
function partOf(file: string, { octets, offset }: MessageContent): NamedSource {
  const { length } = octets;
  const runs =
    offset === undefined ? {} : { runs: [{ offset, size: length, stride: length, count: 1 }] };
  return { name: `${file} (content)`, source: bytesSource(octets), place: { file, ...runs } };
}

/** A reader sees sender and subject above what was signed: nobody shall take them for signed. */
function warnOf(unsigned: readonly string[], report: ValidationReport): ValidationReport {
  if (unsigned.length === 0) return report;
  const fields = unsigned.slice(0, TOLD).join(', ');
  const warning = reasonOf('message-fields-not-signed', { fields });
  const signatures = report.signatures.map((signature) => {
    return { ...signature, warnings: [...signature.warnings, warning] };
  });
  return { ...report, signatures };
}

/** Of the names that a stranger may have made up, so many. */
const TOLD = 20;
