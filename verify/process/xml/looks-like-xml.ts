import { latin1 } from '../../../formats/asn1/primitives.ts';
import type { ByteSource } from '../../../formats/byte-source.ts';

/** Whether a file is meant to be XML, from how it begins; the parser judges every octet itself. */
export async function looksLikeXml(source: ByteSource): Promise<boolean> {
  const start = await source.read(0, 64);
  const marked =
    (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);
  const text = latin1(start)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  return marked || text.startsWith('<');
}
