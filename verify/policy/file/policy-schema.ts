import { SIGNED_ATTRIBUTE_NAMES } from '../../../formats/cms/attribute-names.ts';
import { BUILT_IN_NAMES } from '../built-in.ts';
import { CHECK_IDS, checkOf } from '../checks/checks.ts';
import { SIGNATURE_FORMATS } from '../policy.ts';
import {
  ALGORITHM_MEMBERS,
  DAY,
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

type Schema = Readonly<Record<string, unknown>>;

const number = ([minimum, maximum]: readonly [number, number]): Schema => ({
  type: 'integer',
  minimum,
  maximum,
});
const text = (pattern: RegExp): Schema => ({ type: 'string', pattern: pattern.source });
const listOf = (items: Schema): Schema => ({ type: 'array', items, uniqueItems: true });
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
const flag: Schema = { type: 'boolean' };

function object<K extends string>(
  members: readonly K[],
  properties: Readonly<Record<K, Schema>>,
  required: readonly K[] = [],
): Schema {
  const inOrder = Object.fromEntries(members.map((name) => [name, properties[name]]));
  return { type: 'object', properties: inOrder, required, additionalProperties: false };
}

/**
 * JSON Schema (2020-12) of a policy file. What it cannot say the reader asks beside: that names and OIDs of algorithms
 * are known, that a day exists, that no row of algorithms and no member is repeated, that `okno-` is left to us.
 */
export function policySchema(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:okno-vault:schema:okno-policy:1',
    title: POLICY_FORMAT,
    ...object(
      MEMBERS,
      {
        $schema: text(/^\S{1,200}$/),
        format: { const: POLICY_FORMAT },
        name: text(NAME),
        version: text(VERSION),
        description: { type: 'string', maxLength: 1000 },
        base: { enum: BUILT_IN_NAMES },
        checks: checksSchema(),
        algorithms: { type: 'array', items: algorithmSchema() },
        formats: listOf({ enum: SIGNATURE_FORMATS }),
        requiredAttributes: {
          description: 'content-type is asked of no counter-signature (RFC 5652 §11.4)',
          ...listOf({ enum: SIGNED_ATTRIBUTE_NAMES }),
        },
        signaturePolicies: orNull(listOf(text(OID_TEXT))),
        revocation: object(REVOCATION_MEMBERS, {
          required: { enum: Object.keys(REQUIRED_STATUS) },
          freshness: orNull(number(RANGES.seconds)),
        }),
        certificatePath: pathSchema(),
        timeStampDelay: orNull(number(RANGES.seconds)),
        xml: object(
          XML_MEMBERS,
          { references: number(RANGES.references), transforms: number(RANGES.transforms) },
          XML_MEMBERS,
        ),
      },
      REQUIRED_MEMBERS,
    ),
  };
}

function checksSchema(): Schema {
  const checks = CHECK_IDS.map((id) => {
    const { clause, en, allowed, level } = checkOf(id);
    return [id, { description: `${clause}: ${en}`, enum: allowed, default: level }];
  });
  return object(CHECK_IDS, Object.fromEntries(checks));
}

function algorithmSchema(): Schema {
  const properties = {
    algorithm: text(/^[!-~]{1,100}$/),
    minimumBits: number(RANGES.bits),
    until: text(DAY),
  };
  return object(ALGORITHM_MEMBERS, properties, ['algorithm']);
}

function pathSchema(): Schema {
  return object(PATH_MEMBERS, {
    policies: orNull(listOf(text(OID_TEXT))),
    explicitPolicy: flag,
    inhibitPolicyMapping: flag,
    inhibitAnyPolicy: flag,
    maximumLength: orNull(number(RANGES.length)),
    strictProfile: flag,
  });
}
