// RFC 7468: textual encodings.
import { decodeBase64, encodeBase64 } from '../asn1/base64.ts';
import { FormatError } from '../format-error.ts';

export interface PemBlock {
  readonly label: string;
  readonly der: Uint8Array;
}

/** As editors leave it in front, read as UTF-8 or octet by octet. */
const BYTE_ORDER_MARK = /^(?:\ufeff|\u00ef\u00bb\u00bf)/;

const BEGIN = /^-----BEGIN ([A-Z0-9#][A-Z0-9# ]*)-----$/;

/**
 * The blocks of a text in order, only those with `label` when given. Text between blocks is explanatory
 * (RFC 7468 §5.2) and passed over; a block that does not end, or has headers, is FormatError.
 */
export function pemBlocks(text: string, label?: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  let open: { label: string; lines: string[] } | undefined;
  for (const line of text.replace(BYTE_ORDER_MARK, '').split(/\r\n|\n|\r/)) {
    const trimmed = line.trim();
    if (open === undefined) {
      const begin = BEGIN.exec(trimmed)?.[1];
      if (begin !== undefined) open = { label: begin, lines: [] };
    } else if (trimmed === `-----END ${open.label}-----`) {
      blocks.push({ label: open.label, der: decodeBase64(open.lines.join(''), 'PEM') });
      open = undefined;
    } else open.lines.push(trimmed);
  }
  if (open !== undefined) {
    throw new FormatError('malformed', { format: 'PEM', reason: `no end of ${open.label}` });
  }
  return label === undefined ? blocks : blocks.filter((block) => block.label === label);
}

/** One block, lines of 64 characters. */
export function toPem(label: string, der: Uint8Array): string {
  const lines = encodeBase64(der).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
