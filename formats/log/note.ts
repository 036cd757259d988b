// C2SP signed-note v1.0.0: text signed by one or more keys. Nothing here is verified.
import { fromBase64, toBase64 } from '../base64.ts';
import { FormatError } from '../format-error.ts';

export const NOTE_LIMITS = {
  /** UTF-16 units; 16 signatures of about 5 kB each must fit (signed-note: "MUST accept at least"). */
  length: 256 * 1024,
  signatures: 64,
} as const;

export interface NoteSignature {
  readonly name: string;
  /** Key ID as an unsigned 32-bit number. */
  readonly keyId: number;
  readonly signature: Uint8Array;
}

export interface SignedNote {
  /** What is signed, with its final newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const fail = (reason: string): never => {
  throw new FormatError('malformed', { format: 'signed note', reason });
};

/** "Key names MUST be non-empty and MUST NOT contain any Unicode spaces or plus." */
export function isKeyName(name: string): boolean {
  return name.isWellFormed() && /^[^\p{White_Space}\p{Cc}+]+$/u.test(name);
}

export function checkNoteText(text: string): void {
  if (!text.isWellFormed()) fail('not valid UTF-8');
  // "MUST NOT contain any ASCII control characters (those below U+0020) other than newline"
  if (hasControlCharacter(text)) fail('control character');
  if (!text.endsWith('\n')) fail('text does not end in a newline');
}

function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 && unit !== 0x0a) return true;
  }
  return false;
}

export function parseNote(note: string): SignedNote {
  if (note.length > NOTE_LIMITS.length) {
    throw new FormatError('limit', { format: 'signed note', reason: 'longer than the limit' });
  }
  checkNoteText(note);
  // "the text is separated from the signatures by the last empty line in the note"
  const gap = note.lastIndexOf('\n\n');
  if (gap < 1) return fail('no blank line before the signatures');
  const lines = note.slice(gap + 2, -1).split('\n');
  if (lines.length > NOTE_LIMITS.signatures) {
    throw new FormatError('limit', { format: 'signed note', reason: 'too many signatures' });
  }
  return { text: note.slice(0, gap + 1), signatures: lines.map(parseSignatureLine) };
}

/** One line without its newline. Throws FormatError. */
export function parseSignatureLine(line: string): NoteSignature {
  const [dash, name = '', encoded = '', ...more] = line.split(' ');
  if (dash !== '—' || more.length > 0 || !isKeyName(name)) return fail('malformed signature line');
  const bytes = fromBase64(encoded, 'signed note');
  if (bytes.length < 5) return fail('signature without key ID or value');
  return { name, keyId: readUint32(bytes), signature: bytes.subarray(4) };
}

export function formatNote({ text, signatures }: SignedNote): string {
  checkNoteText(text);
  const lines = signatures.map((signature) => `${formatSignatureLine(signature)}\n`);
  return `${text}\n${lines.join('')}`;
}

/** One line without its newline. */
export function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  const bytes = new Uint8Array(4 + signature.length);
  new DataView(bytes.buffer).setUint32(0, keyId);
  bytes.set(signature, 4);
  return `— ${name} ${toBase64(bytes)}`;
}

export function readUint32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
}
