import { MIME_LIMITS } from './limits.ts';
import { refused } from './read-header.ts';

export interface ContentType {
  /** `type/subtype`, in small letters. */
  readonly type: string;
  /** By their names in small letters. */
  readonly parameters: ReadonlyMap<string, string>;
}

const TOKEN = "[!#$%&'*+.^_`{|}~0-9A-Za-z-]+";
const TYPE = new RegExp(`^(${TOKEN}/${TOKEN})[ \\t]*`);
const PARAMETER = new RegExp(
  `^;[ \\t]*(${TOKEN})[ \\t]*=[ \\t]*(?:(${TOKEN})|"((?:[^"\\\\]|\\\\.)*)")[ \\t]*`,
);

/** RFC 2231 §3, §4: in pieces or with a charset, which not every reader knows; of these nobody needs it. */
const DECISIVE = /^(?:boundary|protocol)\*/;

/**
 * RFC 2045 §5.1: content := type "/" subtype *(";" attribute "=" value); strict: no comments, no parameter twice, since
 * readers differ in what they make of these. Throws FormatError.
 */
export function parseContentType(value: string): ContentType {
  const [start = '', type = ''] = TYPE.exec(value) ?? [];
  if (start === '') throw refused('malformed', 'Content-Type without a type');
  const parameters = new Map<string, string>();
  let rest = value.slice(start.length);
  while (rest !== '' && rest !== ';') {
    const [all = '', name = '', token, quoted = ''] = PARAMETER.exec(rest) ?? [];
    if (all === '') throw refused('malformed', 'parameters of Content-Type');
    const key = name.toLowerCase();
    if (DECISIVE.test(key)) throw refused('malformed', `parameter ${key} as of RFC 2231`);
    if (parameters.has(key)) throw refused('malformed', `parameter ${key} more than once`);
    if (parameters.size >= MIME_LIMITS.parameters) throw refused('limit', 'too many parameters');
    parameters.set(key, token ?? quoted.replace(/\\(.)/g, '$1'));
    rest = rest.slice(all.length);
  }
  return { type: type.toLowerCase(), parameters };
}
