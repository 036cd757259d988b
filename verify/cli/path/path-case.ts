import { isObjectIdentifier } from '../../../formats/asn1/object-identifier.ts';
import { identifiersOf, optional } from '../anchors/anchor-fields.ts';
import { type CaseTrust, readCaseTrust } from '../anchors/case-trust.ts';
import { CaseFields } from '../batch/case-fields.ts';

/** One question of `okno path`: files by name, or PEM text in their place. */
export interface PathCase extends CaseTrust {
  readonly id: string | number | null;
  readonly leaf: string;
  readonly certificates: readonly string[];
  readonly crls: readonly string[];
  readonly ocsp: readonly string[];
  /** Absent: now. */
  readonly at?: Date;
  readonly params: PathParams;
  readonly requireRevocation: boolean;
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

/** Rejects with BadCaseError that names the member. Members that no case has are passed over. */
export function readPathCase(value: Readonly<Record<string, unknown>>): PathCase {
  const fields = new CaseFields(value);
  const at = fields.time('at');
  return {
    id: fields.id,
    leaf: fields.text('leaf'),
    ...readCaseTrust(fields),
    certificates: fields.texts('certificates'),
    crls: fields.texts('crls'),
    ocsp: fields.texts('ocsp'),
    ...(at === undefined ? {} : { at }),
    params: readParams(fields.inside('params', PARAMS)),
    // What is not known is not good: a status is asked for unless the case says otherwise.
    requireRevocation: fields.flag('requireRevocation') ?? true,
  };
}

function readParams(fields: CaseFields): PathParams {
  const some = fields.texts('user_initial_policy_set').length > 0; // none stands for any-policy
  const policies = some ? identifiersOf(fields, 'user_initial_policy_set') : undefined;
  const usage = fields.optionalText('extended_key_usage');
  if (usage !== undefined && !isObjectIdentifier(usage)) {
    fields.refuse('extended_key_usage', `an object identifier (not “${usage}”)`);
  }
  return {
    ...optional('initialPolicies', policies),
    ...optional('explicitPolicy', fields.flag('initial_explicit_policy')),
    ...optional('inhibitMapping', fields.flag('initial_policy_mapping_inhibit')),
    ...optional('inhibitAny', fields.flag('initial_any_policy_inhibit')),
    ...optional('maximumPathLength', fields.count('maximum_path_length')),
    ...optional('extendedKeyUsage', usage),
    ...optional('strict', fields.flag('strict')),
    ...optional('revocationFreshness', fields.count('revocation_freshness')),
  };
}
