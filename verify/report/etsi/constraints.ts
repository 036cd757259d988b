import { type WrittenElement, xmlElement } from '../../../formats/xml/write-element.ts';
import { reasonText } from '../messages.ts';
import type { CheckResult } from '../report.ts';
import { CONSTRAINT_STATUS, constraintUri, PART_INDICATION } from './uris.ts';

/** TS 119 102-2 §4.3.5: the policy by its name, where it is told, and every check that ran. */
export function constraintsElement(
  checks: readonly CheckResult[],
  policy?: string,
): WrittenElement | undefined {
  if (checks.length === 0 && policy === undefined) return undefined;
  return xmlElement(
    'ValidationConstraintsEvaluationReport',
    policy === undefined ? undefined : policyElement(policy),
    checks.map(constraintElement),
  );
}

function policyElement(name: string): WrittenElement {
  return xmlElement(
    'SignatureValidationPolicy',
    xmlElement('SignaturePolicyIdentifier', xmlElement('XAdES:SignaturePolicyImplied')),
    xmlElement('PolicyName', name),
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
