import type { SignatureReport, ValidationReport } from '../report.ts';

/** What a program may ask of each signature is there: null where there is nothing to tell. */
export function withEveryMember(report: ValidationReport): object {
  return { ...report, signatures: report.signatures.map(membersOf) };
}

function membersOf(signature: SignatureReport): object {
  const { counterSignatures } = signature;
  return {
    ...{ subIndication: null, signer: null, claimedSigningTime: null },
    ...signature,
    ...(counterSignatures && { counterSignatures: counterSignatures.map(membersOf) }),
  };
}
