import type { ByteSource } from '../byte-source.ts';
import { locateParts } from './locate-parts.ts';
import type { ContentSource } from './segmented-source.ts';
import { binarySource } from './textual-source.ts';

/**
 * RFC 5652 §5.2: the content that a SignedData carries, as a view on the source; undefined where it is beside it.
 * Certificates and signatures are not read. Throws FormatError.
 */
export async function attachedContent(input: ByteSource): Promise<ContentSource | undefined> {
  const { source } = await binarySource(input);
  return (await locateParts(source)).content;
}
