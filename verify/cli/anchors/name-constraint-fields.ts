import { isIP } from 'node:net';
import { FormatError } from '../../../formats/format-error.ts';
import type {
  GeneralName,
  GeneralSubtree,
  NameConstraints,
} from '../../../formats/x509/extensions.ts';
import { nameFromText } from '../../../formats/x509/name-from-text.ts';
import { subtreeOf } from '../../path/match-subtree.ts';
import type { CaseFields } from '../batch/case-fields.ts';

type Form = 'dns' | 'email' | 'uri' | 'ip' | 'directory_name';

/** How the base of a subtree is written, by its form; undefined for what is none. */
const BASES: Readonly<Record<Form, (text: string) => GeneralName | undefined>> = {
  dns: (value) => ({ kind: 'dNSName', value }),
  email: (value) => ({ kind: 'rfc822Name', value }),
  uri: (value) => ({ kind: 'uniformResourceIdentifier', value }),
  ip: network,
  directory_name: directory,
};

const WANTED: Readonly<Record<Form, string>> = {
  dns: 'a list of host names such as example.ru, which stands for all below it too',
  email: 'a list of mailboxes, of hosts, or of domains such as .example.ru',
  uri: 'a list of hosts, or of domains such as .example.ru',
  ip: 'a list of networks such as 192.0.2.0/24 or 2001:db8::/32',
  directory_name: 'a list of names such as O=Bank,C=RU',
};

/** RFC 5280 §4.2.1.10, as an anchor has them beside its certificate. Throws BadCaseError. */
export function nameConstraintsOf(anchor: CaseFields): NameConstraints | undefined {
  if (!anchor.has('name_constraints')) return undefined;
  const fields = anchor.inside('name_constraints', new Set(['permitted', 'excluded']));
  const permitted = subtreesOf(fields, 'permitted');
  const excluded = subtreesOf(fields, 'excluded');
  if (permitted === undefined && excluded === undefined) {
    anchor.refuse('name_constraints', 'an object with permitted or excluded');
  }
  return {
    ...(permitted === undefined ? {} : { permitted }),
    ...(excluded === undefined ? {} : { excluded }),
  };
}

function subtreesOf(
  constraints: CaseFields,
  name: 'permitted' | 'excluded',
): readonly GeneralSubtree[] | undefined {
  if (!constraints.has(name)) return undefined;
  const forms = Object.keys(BASES) as Form[];
  const fields = constraints.inside(name, new Set(forms));
  const subtrees = forms.flatMap((form) =>
    (fields.someTexts(form) ?? []).map((text) => {
      const base = BASES[form](text);
      if (base === undefined || subtreeOf(base) === undefined) {
        return fields.refuse(form, `${WANTED[form]} (not “${text}”)`);
      }
      return { base, minimum: 0 };
    }),
  );
  // None at all would limit nothing: what was meant is not known.
  if (subtrees.length === 0) constraints.refuse(name, `an object with some of ${forms.join(', ')}`);
  return subtrees;
}

function directory(text: string): GeneralName | undefined {
  try {
    return { kind: 'directoryName', name: nameFromText(text) };
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** CIDR (RFC 4632, RFC 4291 §2.3) as address and mask. */
function network(text: string): GeneralName | undefined {
  const [, address = '', prefix = ''] = /^([\d.a-f:]+)\/(\d{1,3})$/i.exec(text) ?? [];
  const octets = isIP(address) === 4 ? address.split('.').map(Number) : octetsOf6(address);
  const bits = Number(prefix);
  if (octets === undefined || bits > octets.length * 8) return undefined;
  const mask = octets.map((_, at) => 256 - 2 ** (8 - Math.min(8, Math.max(0, bits - at * 8))));
  return { kind: 'iPAddress', octets: Uint8Array.from([...octets, ...mask]) };
}

function octetsOf6(address: string): number[] | undefined {
  if (isIP(address) !== 6 || address.includes('.')) return undefined;
  const [head = [], tail = []] = address
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const groups = [...head, ...new Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return groups.flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
