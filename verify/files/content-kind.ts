import { type ByteSource, pieces } from '../../formats/byte-source.ts';
import { CMS_LABELS, isContentInfo } from '../../formats/cms/content-info.ts';
import { MANIFEST_NAME } from '../../formats/evidence/manifest.ts';
import { isSignedMessage } from '../../formats/mime/signed-message.ts';
import { holdsTimeStamp } from '../../formats/tsp/time-stamp-file.ts';
import { fileKind } from './file-kind.ts';

/** What a file holds to be judged, as its octets suggest: its reader judges every one of them itself. */
export type ContentKind =
  | 'receipt'
  /** An evidence package of this system. */
  | 'package'
  /** A ZIP with signatures inside: ASiC, OpenDocument, Office Open XML. */
  | 'container'
  /** A ZIP without. */
  | 'archive'
  /** An S/MIME message that is signed. */
  | 'message'
  /** A PDF with a signature inside. */
  | 'signed-pdf'
  /** XML in which XML Signature is spoken of. */
  | 'signed-xml'
  /** A time-stamp by itself: its token, or the answer in which it came or was refused. */
  | 'time-stamp'
  /** Any other CMS: DER, BER, PEM or base64. */
  | 'cms'
  /** Nothing that is judged: a document, or noise. */
  | 'other';

export async function contentKind(source: ByteSource): Promise<ContentKind> {
  const kind = await fileKind(source);
  if (kind === 'receipt') return kind;
  if (kind === 'package') return archiveKind(source);
  if (await isSignedMessage(source)) return 'message';
  const start = await source.read(0, START);
  const text = latin1(start);
  if (text.includes('%PDF-')) return (await holds(source, '/ByteRange')) ? 'signed-pdf' : 'other';
  if (isXml(text)) return (await isSignedXml(source, text)) ? 'signed-xml' : 'other';
  if (await holdsTimeStamp(source)) return 'time-stamp';
  return isCms(start, text) ? 'cms' : 'other';
}

/** ISO 32000-1 annex H.3 note 13: the header of a PDF stands somewhere in so many octets. */
const START = 1024;

/** Octets at the end of an archive in which its directory lies, 20 000 entries of a package included. */
const DIRECTORY_SIZE = 8 * 1024 * 1024;

/** By the name alone: a package that is damaged otherwise must still be judged as one. */
export async function namesManifest(source: ByteSource): Promise<boolean> {
  return (await directoryText(source)).includes(MANIFEST_NAME);
}

async function archiveKind(source: ByteSource): Promise<ContentKind> {
  const names = await directoryText(source);
  // A package is a signed container too; its own reader comes first.
  if (names.includes(MANIFEST_NAME)) return 'package';
  // ETSI EN 319 162-1 §4.3, §4.4; OpenDocument 1.2 part 3 §2.4; ECMA-376 part 2 §13.
  return /META-INF\/[\w-]*signature|_xmlsignatures\//i.test(names) ? 'container' : 'archive';
}

async function directoryText(source: ByteSource): Promise<string> {
  const start = Math.max(0, source.size - DIRECTORY_SIZE);
  return latin1(await source.read(start, source.size - start));
}

function isXml(text: string): boolean {
  return /^(?:\u00ff\u00fe|\u00fe\u00ff|(?:\u00ef\u00bb\u00bf)?\s*<)/.test(text);
}

/** Of UTF-16 nothing is searched: the parser looks for signatures itself. */
async function isSignedXml(source: ByteSource, text: string): Promise<boolean> {
  return /^[\u00fe\u00ff]/.test(text) || holds(source, 'xmldsig#');
}

function isCms(start: Uint8Array, text: string): boolean {
  if (isContentInfo(start)) return true;
  const trimmed = text.replace(/^\u00ef\u00bb\u00bf/, '').trimStart();
  const label = /^-----BEGIN ([A-Z0-9# ]+)-----/.exec(trimmed)?.[1];
  if (label !== undefined) return CMS_LABELS.has(label);
  const base64 = /^M[A-Za-z0-9+/]{31}/.exec(trimmed.replace(/\s/g, ''))?.[0];
  if (base64 === undefined) return false;
  return isContentInfo(Uint8Array.from(atob(base64), (octet) => octet.charCodeAt(0)));
}

/** Whether the ASCII text stands anywhere in the source. */
async function holds(source: ByteSource, text: string): Promise<boolean> {
  const wanted = new TextEncoder().encode(text);
  let rest = new Uint8Array();
  for await (const piece of pieces(source)) {
    const window = new Uint8Array(rest.length + piece.length);
    window.set(rest);
    window.set(piece, rest.length);
    if (includes(window, wanted)) return true;
    rest = window.slice(Math.max(0, window.length - wanted.length + 1));
  }
  return false;
}

function includes(octets: Uint8Array, wanted: Uint8Array): boolean {
  const [first = 0] = wanted;
  for (let at = octets.indexOf(first); at >= 0; at = octets.indexOf(first, at + 1)) {
    if (wanted.every((octet, index) => octets[at + index] === octet)) return true;
  }
  return false;
}

function latin1(octets: Uint8Array): string {
  return new TextDecoder('latin1').decode(octets);
}
