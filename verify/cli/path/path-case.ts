import { isObjectIdentifier } from '../../../formats/asn1/object-identifier.ts';
import type { TrustAnchor } from '../../trust/trust.ts';
import { CaseFields } from '../batch/case-fields.ts';

/** One question of `okno path`: files by name, or PEM text in their place. */
export interface PathCase {
  readonly id: string | number | null;
  readonly leaf: string;
  readonly trust: readonly AnchorName[];
  readonly certificates: readonly string[];
  readonly crls: readonly string[];
  readonly ocsp: readonly string[];
  /** Absent: now. */
  readonly at?: Date;
  readonly params: PathParams;
  readonly requireRevocation: boolean;
}

/** Trusted certificates by the name of their file, and how far they are trusted. */
export interface AnchorName extends Omit<TrustAnchor, 'certificate' | 'purposes'> {
  readonly certificate: string;
}

/** The inputs of RFC 5280 §6.1.1, and what this project adds. */
export interface PathParams {
  readonly initialPolicies?: readonly string[];
  readonly explicitPolicy?: boolean;
  readonly inhibitMapping?: boolean;
  readonly inhibitAny?: boolean;
  readonly maximumPathLength?: number;
  readonly extendedKeyUsage?: string;
  readonly strict?: boolean;
  /** Seconds; absent: nextUpdate decides. */
  readonly revocationFreshness?: number;
}

const PARAMS: ReadonlySet<string> = new Set([
  'user_initial_policy_set',
  'initial_explicit_policy',
  'initial_policy_mapping_inhibit',
  'initial_any_policy_inhibit',
  'maximum_path_length',
  'extended_key_usage',
  'strict',
  'revocation_freshness',
]);

const ANCHOR: ReadonlySet<string> = new Set([
  'certificate',
  'from',
  'until',
  'maximum_path_length',
  'policies',
]);

/** Rejects with BadCaseError that names the member. Members that no case has are passed over. */
export function readPathCase(value: Readonly<Record<string, unknown>>): PathCase {
  const fields = new CaseFields(value);
  const at = fields.time('at');
  return {
    id: fields.id,
    leaf: fields.text('leaf'),
    trust: fields.textsOrObjects('trust', ANCHOR).map(anchorOf),
    certificates: fields.texts('certificates'),
    crls: fields.texts('crls'),
    ocsp: fields.texts('ocsp'),
    ...(at === undefined ? {} : { at }),
    params: readParams(fields.inside('params', PARAMS)),
    // What is not known is not good: a status is asked for unless the case says otherwise.
    requireRevocation: fields.flag('requireRevocation') ?? true,
  };
}

/** An anchor alone, as a line of `--anchors`. Rejects with BadCaseError. */
export function readAnchor(value: Readonly<Record<string, unknown>>): AnchorName {
  return anchorOf(new CaseFields({ anchor: value }).inside('anchor', ANCHOR));
}

function anchorOf(anchor: string | CaseFields): AnchorName {
  if (typeof anchor === 'string') return { certificate: anchor };
  const policies = oidsOf(anchor, 'policies');
  return {
    certificate: anchor.text('certificate'),
    ...optional('from', anchor.time('from')),
    ...optional('until', anchor.time('until')),
    ...optional('maximumPathLength', anchor.count('maximum_path_length')),
    ...(policies.length === 0 ? {} : { policies }),
  };
}

function oidsOf(fields: CaseFields, name: string): readonly string[] {
  const oids = fields.texts(name);
  const wrong = oids.find((oid) => !isObjectIdentifier(oid));
  return wrong === undefined
    ? oids
    : fields.refuse(name, `made of object identifiers (not “${wrong}”)`);
}

function readParams(fields: CaseFields): PathParams {
  const policies = oidsOf(fields, 'user_initial_policy_set');
  const usage = fields.optionalText('extended_key_usage');
  if (usage !== undefined && !isObjectIdentifier(usage)) {
    fields.refuse('extended_key_usage', `an object identifier (not “${usage}”)`);
  }
  return {
    ...(policies.length === 0 ? {} : { initialPolicies: policies }),
    ...optional('explicitPolicy', fields.flag('initial_explicit_policy')),
    ...optional('inhibitMapping', fields.flag('initial_policy_mapping_inhibit')),
    ...optional('inhibitAny', fields.flag('initial_any_policy_inhibit')),
    ...optional('maximumPathLength', fields.count('maximum_path_length')),
    ...optional('extendedKeyUsage', usage),
    ...optional('strict', fields.flag('strict')),
    ...optional('revocationFreshness', fields.count('revocation_freshness')),
  };
}

function optional<K extends string, T>(name: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [P in K]: T });
}
