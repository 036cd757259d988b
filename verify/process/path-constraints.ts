import type { CertificateValidation } from '../path/path-result.ts';
import type { Policy } from '../policy/policy.ts';

type Asked =
  | 'initialPolicies'
  | 'explicitPolicy'
  | 'inhibitMapping'
  | 'inhibitAny'
  | 'maximumPathLength'
  | 'strict';

/** What the policy asks of the path of a signer's certificate, in the words of path validation. */
export function pathConstraints({
  certificatePath = {},
}: Policy): Pick<CertificateValidation, Asked> {
  const { policies, maximumLength, explicitPolicy, inhibitMapping, inhibitAny, strict } =
    certificatePath;
  // As RFC 5280 §6.1.1 has them where nothing is asked.
  return {
    ...(policies === undefined ? {} : { initialPolicies: policies }),
    ...(maximumLength === undefined ? {} : { maximumPathLength: maximumLength }),
    explicitPolicy: explicitPolicy === true,
    inhibitMapping: inhibitMapping === true,
    inhibitAny: inhibitAny === true,
    strict: strict === true,
  };
}
