import { latin1 } from '../asn1/primitives.ts';
import { type ByteSource, readAll } from '../byte-source.ts';
import { FormatError } from '../format-error.ts';
import { type ContentType, parseContentType } from './content-type.ts';
import { MIME_LIMITS } from './limits.ts';
import { fieldOf, type Header, readHeader, refused } from './read-header.ts';
import { splitSigned } from './split-signed.ts';

/** An S/MIME message that is signed, as it lies in a file. Nothing is verified. */
export interface SignedMessage {
  /** The CMS, in base64 where it stands so. */
  readonly signature: Uint8Array;
  /** What is signed beside the CMS; absent: the CMS carries it. */
  readonly content?: MessageContent;
  /** Names of the fields of the message that say anything of it beside its form: no signature covers them. */
  readonly unsigned: readonly string[];
}

export interface MessageContent {
  /** With CRLF at the end of each line (RFC 8551 §3.1.1). */
  readonly octets: Uint8Array;
  /** Where the same octets lie in the file; absent: ends of lines are others there. */
  readonly offset?: number;
}

const SIGNATURES = ['application/pkcs7-signature', 'application/x-pkcs7-signature'];
const MESSAGES = ['application/pkcs7-mime', 'application/x-pkcs7-mime'];

/** Whether a file is such a message, by its fields: what it holds is not looked at. */
export async function isSignedMessage(source: ByteSource): Promise<boolean> {
  // Of most files the beginning tells that they are none.
  if (!/^[!-9;-~]+[ \t]*:/.test(latin1(await source.read(0, 256)))) return false;
  try {
    const text = latin1(await source.read(0, MIME_LIMITS.header + 2));
    return isSigned(contentTypeOf(readHeader(text, 0)));
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

function isSigned({ type, parameters }: ContentType): boolean {
  if (MESSAGES.includes(type)) return true;
  const protocol = parameters.get('protocol')?.toLowerCase();
  // RFC 1847 §2.1: without the parameter, or with another, it is signed in another way.
  return type === 'multipart/signed' && protocol !== undefined && SIGNATURES.includes(protocol);
}

/** RFC 8551 §3.5: multipart/signed, or application/pkcs7-mime that carries what it signs. Throws FormatError. */
export async function readSignedMessage(source: ByteSource): Promise<SignedMessage> {
  if (source.size > MIME_LIMITS.message) throw refused('limit', `${source.size} octets`);
  const octets = await readAll(source, MIME_LIMITS.message);
  const text = latin1(octets);
  const header = readHeader(text, 0);
  const type = contentTypeOf(header);
  if (!isSigned(type)) throw refused('unsupported', `content of type ${type.type}`);
  const unsigned = unsignedFields(header);
  if (type.type !== 'multipart/signed') {
    return { signature: encodedIn(octets.slice(header.end), header), unsigned };
  }
  refuseEncoded(header);
  const { content, signature } = splitSigned(text, header.end, type.parameters.get('boundary'));
  const own = readHeader(text, signature.start);
  if (!SIGNATURES.includes(contentTypeOf(own).type)) {
    throw refused('malformed', 'the second part is no signature', signature.start);
  }
  return {
    signature: encodedIn(octets.slice(own.end, signature.end), own),
    content: canonical(octets.subarray(content.start, content.end), content.start),
    unsigned,
  };
}

function contentTypeOf(header: Header): ContentType {
  // RFC 2045 §5.2: what says nothing is plain text.
  return parseContentType(fieldOf(header, 'content-type') ?? 'text/plain');
}

/** RFC 2045 §6.4: several parts stand as they are. One reader would decode them first, and see others than the next. */
function refuseEncoded(header: Header): void {
  const encoding = encodingOf(header);
  if (encoding === '7bit' || encoding === '8bit' || encoding === 'binary') return;
  throw refused('malformed', `parts encoded as ${encoding.slice(0, 100)}`);
}

/** RFC 2045 §6.1 */
function encodingOf(header: Header): string {
  return fieldOf(header, 'content-transfer-encoding')?.toLowerCase() ?? '7bit';
}

/** Octets of a CMS, or their base64, which its reader knows. */
function encodedIn(body: Uint8Array, header: Header): Uint8Array {
  const encoding = encodingOf(header);
  if (encoding === 'base64' || encoding === 'binary') return body;
  throw refused('unsupported', `a signature encoded as ${encoding.slice(0, 100)}`);
}

const CR = 0x0d;
const LF = 0x0a;

/** RFC 8551 §3.1.1: text is signed with CRLF at the end of its lines, whatever they end in where it is kept. */
function canonical(octets: Uint8Array, offset: number): MessageContent {
  let bare = 0;
  for (let at = 0; at < octets.length; at += 1) if (isBare(octets, at)) bare += 1;
  if (bare === 0) return { octets, offset };
  const lines = new Uint8Array(octets.length + bare);
  let to = 0;
  for (let at = 0; at < octets.length; at += 1) {
    if (isBare(octets, at)) {
      lines[to] = CR;
      to += 1;
    }
    lines[to] = octets[at] ?? 0;
    to += 1;
  }
  return { octets: lines };
}

function isBare(octets: Uint8Array, at: number): boolean {
  return octets[at] === LF && octets[at - 1] !== CR;
}

/** RFC 2045 §3: fields of the form of a message, and traces that no author wrote (RFC 5322 §3.6.7). */
const OF_THE_FORM =
  /^(?:content-.*|mime-version|received|return-path|x-.*|dkim-.*|arc-.*|message-id)$/i;

function unsignedFields({ fields }: Header): string[] {
  return [...new Set(fields.map(({ name }) => name))].filter((name) => !OF_THE_FORM.test(name));
}
