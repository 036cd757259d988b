import { KeyError } from './key-error.ts';

/** What a key file says. */
export interface KeyFile {
  readonly generation: string;
  /** Name of what wrapped `key`. */
  readonly protection: string;
  readonly key: Uint8Array;
}

const LONGEST = 64 * 1024;
const FORM =
  /^okno-vault master key 1\ngeneration: (?<generation>[0-9a-f-]{1,40})\nprotection: (?<protection>[a-z]{1,20})\nkey: (?<key>[A-Za-z0-9+/]+={0,2})\n$/;

export function keyFileText({ generation, protection, key }: KeyFile): string {
  const text = Buffer.from(key).toString('base64');
  return `okno-vault master key 1\ngeneration: ${generation}\nprotection: ${protection}\nkey: ${text}\n`;
}

/** KeyError `master-key-unreadable`, by the name of the file. */
export function parseKeyFile(text: string, path: string): KeyFile {
  const { generation, protection, key } =
    (text.length > LONGEST ? null : FORM.exec(text))?.groups ?? {};
  if (generation === undefined || protection === undefined || key === undefined) {
    throw new KeyError('master-key-unreadable', `${path} is no key file of this program`);
  }
  return { generation, protection, key: Buffer.from(key, 'base64') };
}
