import type { Participant } from '../../vault/model/participant.ts';
import type { SignerReport } from '../../verify/report/report.ts';

/**
 * The participants for whom a certificate speaks, by the fields of order 795 of the FSB. A certificate that
 * names a legal entity speaks for that entity and never for the person; all identifiers that both sides
 * have must agree, and at least one must.
 */
export function participantsOf(
  signer: SignerReport,
  participants: readonly Participant[],
): readonly Participant[] {
  const ofEntity = signer.innLegalEntity !== undefined || signer.ogrn !== undefined;
  const inn = ofEntity ? signer.innLegalEntity : signer.inn;
  const ogrn = ofEntity ? signer.ogrn : signer.ogrnip;
  return participants.filter((participant) => {
    const compared = [agree(participant.inn, inn), agree(participant.ogrn, ogrn)];
    return compared.includes('equal') && !compared.includes('different');
  });
}

function agree(left: string | undefined, right: string | undefined) {
  if (left === undefined || right === undefined) return 'unknown';
  return left === right ? 'equal' : 'different';
}

/** Name of the person in the certificate, as people write it. */
export function personOf(signer: SignerReport): string | undefined {
  const parts = [signer.surname, signer.givenName].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(' ') : signer.commonName;
}
