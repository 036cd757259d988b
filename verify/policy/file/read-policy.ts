import { SIGNED_ATTRIBUTE_NAMES } from '../../../formats/cms/attribute-names.ts';
import { BUILT_IN_NAMES, builtInPolicy, RESERVED_PREFIX } from '../built-in.ts';
import { type PathConstraints, type Policy, SIGNATURE_FORMATS } from '../policy.ts';
import { parsePolicyJson } from './parse-json.ts';
import { Place } from './place.ts';
import {
  MEMBERS,
  NAME,
  OID_TEXT,
  PATH_MEMBERS,
  POLICY_FORMAT,
  RANGES,
  REQUIRED_MEMBERS,
  REQUIRED_STATUS,
  REVOCATION_MEMBERS,
  VERSION,
  XML_MEMBERS,
} from './policy-format.ts';
import { readAlgorithms } from './read-algorithms.ts';
import { readLevels } from './read-levels.ts';
import { policyText } from './write-policy.ts';

type Members = { readonly [N in (typeof MEMBERS)[number]]?: Place };

/**
 * The policy in a file of format `okno-policy/1`. A member that is left out is as in the policy that `base` names,
 * without `base` as in `default`; `null` says that nothing is asked. `moreAlgorithms`: names of what loaded providers
 * have beside what is known here. Throws PolicyError with every problem; the digest is left to who has the octets.
 */
export function readPolicy(octets: Uint8Array, moreAlgorithms: readonly string[] = []): Policy {
  const file = new Place(parsePolicyJson(octets));
  const members: Members = file.members(MEMBERS, REQUIRED_MEMBERS);
  const name = readName(members);
  const base = builtInPolicy(members.base?.choice(BUILT_IN_NAMES) ?? 'default');
  const { checks, algorithms } = members;
  const policy = {
    ...base,
    ...readSettings(members),
    name,
    levels: { ...base.levels, ...(checks && readLevels(checks)) },
    algorithms: algorithms ? readAlgorithms(algorithms, moreAlgorithms) : base.algorithms,
  };
  file.finish();
  // Reports tell a policy by its name: one that says it is ours must be.
  if (name.startsWith(RESERVED_PREFIX) && !isBuiltIn(policy)) {
    members.name?.note('name-reserved', { name });
    file.finish();
  }
  return policy;
}

function isBuiltIn(policy: Policy): boolean {
  const text = policyText(policy);
  return BUILT_IN_NAMES.some((name) => policyText(builtInPolicy(name)) === text);
}

function readName(members: Members): string {
  members.format?.choice([POLICY_FORMAT]);
  members.$schema?.text(/^\S{1,200}$/, 'URI');
  members.description?.text(/^\P{Cc}{0,1000}$/u, '0–1000');
  const name = members.name?.text(NAME, 'a-z 0-9 . _ -');
  const version = members.version?.text(VERSION, 'A-Z a-z 0-9 . _ -');
  return `${name}/${version}`;
}

function readSettings(members: Members): Partial<Policy> {
  const { formats, requiredAttributes, signaturePolicies, revocation, certificatePath } = members;
  const { timeStampDelay, xml } = members;
  return {
    ...(formats && { formats: each(formats, (item) => item.choice(SIGNATURE_FORMATS)) }),
    ...(requiredAttributes && {
      requiredAttributes: each(requiredAttributes, (item) => item.choice(SIGNED_ATTRIBUTE_NAMES)),
    }),
    ...(signaturePolicies && { signaturePolicies: orNothing(signaturePolicies, oids) }),
    ...(revocation && readRevocation(revocation)),
    ...(certificatePath && { certificatePath: readPath(certificatePath) }),
    ...(timeStampDelay && { timeStampDelay: orNothing(timeStampDelay, seconds) }),
    ...(xml && { xml: readXml(xml) }),
  };
}

function readRevocation(place: Place): Partial<Policy> {
  const { required, freshness } = place.members(REVOCATION_MEMBERS);
  const status = required?.choice(['all', 'signer', 'none']);
  return {
    ...(status && { requireRevocation: REQUIRED_STATUS[status] }),
    ...(freshness && { revocationFreshness: orNothing(freshness, seconds) }),
  };
}

function readPath(place: Place): PathConstraints {
  const asked = place.members(PATH_MEMBERS);
  return {
    policies: asked.policies && orNothing(asked.policies, oids),
    explicitPolicy: asked.explicitPolicy?.flag(),
    inhibitMapping: asked.inhibitPolicyMapping?.flag(),
    inhibitAny: asked.inhibitAnyPolicy?.flag(),
    maximumLength:
      asked.maximumLength &&
      orNothing(asked.maximumLength, (length) => length.integer(...RANGES.length)),
    strict: asked.strictProfile?.flag(),
  };
}

function readXml(place: Place): Policy['xml'] {
  const members = place.members(XML_MEMBERS, XML_MEMBERS);
  const references = members.references?.integer(...RANGES.references);
  const transforms = members.transforms?.integer(...RANGES.transforms);
  return references && transforms ? { references, transforms } : undefined;
}

const oids = (place: Place) => each(place, (item) => item.text(OID_TEXT, '1.2.643.100.113.1'));
const seconds = (place: Place) => place.integer(...RANGES.seconds);

function orNothing<T>(place: Place, read: (place: Place) => T): T | undefined {
  return place.isNull ? undefined : read(place);
}

/** A list of which nothing stands twice. */
function each<T>(place: Place, read: (item: Place) => T | undefined): readonly T[] {
  const found = new Set<T>();
  for (const item of place.items()) {
    const value = read(item);
    if (value === undefined) continue;
    if (found.has(value)) item.note('item-repeated');
    found.add(value);
  }
  return [...found];
}
