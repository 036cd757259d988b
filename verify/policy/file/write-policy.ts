import { CHECK_IDS, levelOf } from '../checks/checks.ts';
import { type Policy, REFERENCE_LIMITS, SIGNATURE_FORMATS } from '../policy.ts';
import { POLICY_FORMAT, REQUIRED_STATUS } from './policy-format.ts';

/** A policy as a file says it, with every member. */
export function policyValue(policy: Policy) {
  const slash = policy.name.lastIndexOf('/');
  const path = policy.certificatePath ?? {};
  const required = Object.entries(REQUIRED_STATUS).find(
    ([, asked]) => asked === (policy.requireRevocation ?? true),
  );
  return {
    format: POLICY_FORMAT,
    name: policy.name.slice(0, slash),
    version: policy.name.slice(slash + 1),
    checks: Object.fromEntries(CHECK_IDS.map((id) => [id, levelOf(policy.levels, id)])),
    algorithms: policy.algorithms,
    formats: policy.formats ?? SIGNATURE_FORMATS,
    requiredAttributes: policy.requiredAttributes ?? [],
    signaturePolicies: policy.signaturePolicies ?? null,
    revocation: { required: required?.[0] ?? 'all', freshness: policy.revocationFreshness ?? null },
    certificatePath: {
      policies: path.policies ?? null,
      explicitPolicy: path.explicitPolicy ?? false,
      inhibitPolicyMapping: path.inhibitMapping ?? false,
      inhibitAnyPolicy: path.inhibitAny ?? false,
      maximumLength: path.maximumLength ?? null,
      strictProfile: path.strict ?? false,
    },
    timeStampDelay: policy.timeStampDelay ?? null,
    xml: policy.xml ?? REFERENCE_LIMITS,
  };
}

/**
 * The file of a policy, one text for one policy: every member, in the order of the format, an algorithm and a check
 * to a line. Of a policy that was read from no file this is what its digest is of.
 */
export function policyText(policy: Policy): string {
  const members = Object.entries(policyValue(policy)).map(([name, value]) => {
    return `  ${JSON.stringify(name)}: ${memberText(value)}`;
  });
  return `{\n${members.join(',\n')}\n}\n`;
}

function memberText(value: unknown): string {
  if (Array.isArray(value)) return linesOf('[', value.map(lineText), ']');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => {
    return `${JSON.stringify(name)}: ${lineText(member)}`;
  });
  return linesOf('{', members, '}');
}

function linesOf(open: string, lines: readonly string[], close: string): string {
  return lines.length === 0 ? open + close : `${open}\n    ${lines.join(',\n    ')}\n  ${close}`;
}

function lineText(value: unknown): string {
  return JSON.stringify(value, null, 1).replaceAll(/\s*\n\s*/g, ' ');
}
