import { type WrittenElement, xmlElement } from '../../../formats/xml/write-element.ts';
import { reasonText } from '../messages.ts';
import type { CheckResult } from '../report.ts';
import type { JudgedFile } from '../shown/show-validation.ts';
import { CONSTRAINT_STATUS, constraintUri, PART_INDICATION, policyUri } from './uris.ts';
import { digestElement } from './values.ts';

/** TS 119 102-2 §4.3.5: the policy by its name, where it is told, and every check that ran. */
export function constraintsElement(
  checks: readonly CheckResult[],
  policy?: Pick<JudgedFile, 'policy' | 'policyDigest'>,
): WrittenElement | undefined {
  if (checks.length === 0 && policy === undefined) return undefined;
  return xmlElement(
    'ValidationConstraintsEvaluationReport',
    policy === undefined ? undefined : policyElement(policy),
    checks.map(constraintElement),
  );
}

/** Named by its digest too, where that is told: a policy is a file that can be held to it. */
function policyElement({
  policy,
  policyDigest,
}: Pick<JudgedFile, 'policy' | 'policyDigest'>): WrittenElement {
  const identified =
    policyDigest === undefined
      ? xmlElement('XAdES:SignaturePolicyImplied')
      : xmlElement(
          'XAdES:SignaturePolicyId',
          xmlElement('XAdES:SigPolicyId', xmlElement('XAdES:Identifier', policyUri(policy))),
          digestElement('XAdES:SigPolicyHash', 'sha256', policyDigest),
        );
  return xmlElement(
    'SignatureValidationPolicy',
    xmlElement('SignaturePolicyIdentifier', identified),
    xmlElement('PolicyName', policy),
  );
}

/** What did not hold and decides nothing has no status of its own: it is said in the indications. */
function constraintElement({ id, clause, outcome, reason }: CheckResult): WrittenElement {
  const applied = outcome !== 'not-checked';
  const why = reason === undefined ? '' : `: ${reasonText(reason, 'en')}`;
  return xmlElement(
    'ValidationConstraint',
    xmlElement('ValidationConstraintIdentifier', constraintUri(id)),
    xmlElement(
      'ConstraintStatus',
      xmlElement('Status', applied ? CONSTRAINT_STATUS.applied : CONSTRAINT_STATUS.disabled),
    ),
    validationStatus(outcome),
    xmlElement('Indications', `${clause}, ${outcome}${why}`),
  );
}

function validationStatus(outcome: CheckResult['outcome']): WrittenElement | undefined {
  if (outcome !== 'passed' && outcome !== 'failed') return undefined;
  const uri = PART_INDICATION[outcome === 'passed' ? 'TOTAL-PASSED' : 'TOTAL-FAILED'];
  return xmlElement('ValidationStatus', xmlElement('MainIndication', uri));
}
