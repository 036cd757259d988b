import { decodeBase64 } from '../asn1/base64.ts';
import { latin1 } from '../asn1/primitives.ts';
import { TAG } from '../asn1/tags.ts';
import { type ByteSource, bytesSource } from '../byte-source.ts';
import { FormatError } from '../format-error.ts';
import { pemBlocks } from '../x509/pem.ts';
import { CMS_LABELS } from './content-info.ts';

/** Octets of a textual signature, which is decoded in memory. */
const MAX_TEXT = 16 * 1024 * 1024;

/** The octets of a CMS, decoded where the file is PEM or bare base64, and a remark on that. */
export async function binarySource(
  source: ByteSource,
): Promise<{ source: ByteSource; remark?: string }> {
  const [first] = await source.read(0, 1);
  if (first === undefined) throw new FormatError('malformed', { format: 'CMS', reason: 'empty' });
  // As text, 0x30 is the digit 0, with which the base64 of no SEQUENCE begins.
  if (first === TAG.sequence) return { source };
  // UTF-8 byte order mark, white space, the dashes of PEM, or M, with which base64 of a SEQUENCE begins.
  if (!(first === 0xef || first === 0x2d || first === 0x4d || (first >= 9 && first <= 32))) {
    throw new FormatError('malformed', {
      format: 'CMS',
      reason: 'neither ASN.1 nor base64',
      offset: 0,
    });
  }
  if (source.size > MAX_TEXT) {
    throw new FormatError('limit', { format: 'CMS', reason: `text of over ${MAX_TEXT} octets` });
  }
  const text = latin1(await source.read(0, source.size))
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trim();
  return text.startsWith('-')
    ? { source: bytesSource(onlyBlock(text)), remark: 'PEM' }
    : { source: bytesSource(decodeBase64(text, 'CMS')), remark: 'base64' };
}

// Text around the block, or a second block, would go unread: it is refused.
function onlyBlock(text: string): Uint8Array {
  const [block, ...others] = pemBlocks(text);
  const alone =
    block !== undefined &&
    others.length === 0 &&
    text.startsWith(`-----BEGIN ${block.label}-----`) &&
    text.endsWith(`-----END ${block.label}-----`);
  if (!alone || !CMS_LABELS.has(block.label)) {
    throw new FormatError('malformed', { format: 'CMS', reason: 'not one PEM block of a CMS' });
  }
  return block.der;
}
