import { fromBase64 } from '../base64.ts';
import { FormatError } from '../format-error.ts';
import type { JsonObject, JsonValue } from './canonical-json.ts';

/** Reads the members of one JSON object and refuses what it does not know. Every miss is a FormatError. */
export interface ObjectReader {
  string(name: string, pattern?: RegExp): string;
  optionalString(name: string): string | undefined;
  integer(name: string): number;
  object(name: string): JsonObject;

  array(name: string): readonly JsonValue[];
  base64(name: string): Uint8Array;
  /** Refuses members that were not read. */
  end(): void;
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isArray = (value: JsonValue | undefined): value is readonly JsonValue[] =>
  Array.isArray(value);

export function readObject(value: JsonValue | undefined, format: string): ObjectReader {
  if (!isObject(value)) throw new FormatError('malformed', { format, reason: 'not an object' });
  const members = new Map(Object.entries(value));
  const miss = (name: string, what: string) =>
    new FormatError('malformed', { format, reason: `member "${name}" is not ${what}` });
  const take = (name: string) => {
    const member = members.get(name);
    members.delete(name);
    return member;
  };
  const string = (name: string, pattern?: RegExp) => {
    const member = take(name);
    if (typeof member !== 'string') throw miss(name, 'a string');
    if (pattern !== undefined && !pattern.test(member)) throw miss(name, `like ${pattern.source}`);
    return member;
  };
  const object = (name: string) => {
    const member = take(name);
    if (!isObject(member)) throw miss(name, 'an object');
    return member;
  };
  return {
    string,
    object,
    optionalString: (name) => (members.has(name) ? string(name) : undefined),
    integer(name) {
      const member = take(name);
      if (!Number.isSafeInteger(member) || typeof member !== 'number' || member < 0) {
        throw miss(name, 'a whole number');
      }
      return member;
    },
    array(name) {
      const member = take(name);
      if (!isArray(member)) throw miss(name, 'an array');
      return member;
    },
    base64: (name) => fromBase64(string(name), format),
    end() {
      const [unknown] = members.keys();
      if (unknown !== undefined) {
        throw new FormatError('malformed', { format, reason: `unknown member "${unknown}"` });
      }
    },
  };
}
