import { isObjectIdentifier } from '../../../formats/asn1/object-identifier.ts';
import type { Certificate } from '../../../formats/x509/certificate.ts';
import type { TrustAnchor, TrustPurpose } from '../../trust/trust.ts';
import { CaseFields } from '../batch/case-fields.ts';
import { nameConstraintsOf } from './name-constraint-fields.ts';

/**
 * Trusted certificates by the name of their file, and how far they are trusted: a line of `--anchors`
 * (trust-anchor.schema.json), or a member of a case.
 */
export interface AnchorName extends Omit<TrustAnchor, 'certificate'> {
  readonly certificate: string;
}

const MEMBERS: ReadonlySet<string> = new Set([
  ...['certificate', 'from', 'until', 'purposes'],
  ...['maximum_path_length', 'policies', 'require_explicit_policy'],
  ...['inhibit_policy_mapping', 'inhibit_any_policy'],
  ...['name_constraints', 'extended_key_usage'],
]);

/** The anchors that these are, with every certificate of their files. */
export async function trusted(
  names: readonly AnchorName[],
  read: (certificate: string) => Promise<readonly Certificate[]>,
): Promise<readonly TrustAnchor[]> {
  const anchors: TrustAnchor[] = [];
  for (const { certificate: name, ...limits } of names) {
    for (const certificate of await read(name)) anchors.push({ certificate, ...limits });
  }
  return anchors;
}

/** An anchor alone, as a line of `--anchors`. Throws BadCaseError. */
export function readAnchor(value: Readonly<Record<string, unknown>>): AnchorName {
  return anchorOf(new CaseFields({ anchor: value }).inside('anchor', MEMBERS));
}

/** A member of a case that holds names of files, or anchors themselves. Throws BadCaseError. */
export function namesOrAnchors(fields: CaseFields, name: string): readonly (string | AnchorName)[] {
  return fields
    .textsOrObjects(name, MEMBERS)
    .map((each) => (typeof each === 'string' ? each : anchorOf(each)));
}

function anchorOf(anchor: CaseFields): AnchorName {
  return {
    certificate: anchor.text('certificate'),
    ...optional('from', anchor.time('from')),
    ...optional('until', anchor.time('until')),
    ...optional('purposes', purposesOf(anchor)),
    ...optional('maximumPathLength', anchor.count('maximum_path_length')),
    ...optional('policies', identifiersOf(anchor, 'policies')),
    ...optional('explicitPolicy', anchor.flag('require_explicit_policy')),
    ...optional('inhibitMapping', anchor.flag('inhibit_policy_mapping')),
    ...optional('inhibitAny', anchor.flag('inhibit_any_policy')),
    ...optional('nameConstraints', nameConstraintsOf(anchor)),
    ...optional('extendedKeyUsage', identifiersOf(anchor, 'extended_key_usage')),
  };
}

const PURPOSES = ['signature', 'seal', 'time-stamp'] as const satisfies readonly TrustPurpose[];

function purposesOf(anchor: CaseFields): readonly TrustPurpose[] | undefined {
  const wanted = `some of ${PURPOSES.join(', ')}`;
  return anchor
    .someTexts('purposes')
    ?.map((name) => PURPOSES.find((each) => each === name) ?? anchor.refuse('purposes', wanted));
}

/** Object identifiers, not none; undefined where the member is not there. Throws BadCaseError. */
export function identifiersOf(fields: CaseFields, name: string): readonly string[] | undefined {
  const oids = fields.someTexts(name);
  const wrong = oids?.find((oid) => !isObjectIdentifier(oid));
  if (wrong !== undefined) fields.refuse(name, `made of object identifiers (not “${wrong}”)`);
  return oids;
}

export function optional<K extends string, T>(name: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [P in K]: T });
}
