import type { SignerReport } from '../../verify/report/report.ts';
import type { Participant } from '../model/participant.ts';

/**
 * On whose side a signer stands. Para. 26 asks for the signature of «officials authorised to sign»; since
 * 63-FZ art. 17.2 an employee signs with a personal certificate that names no organisation, and the
 * authority comes from a power of attorney outside it. So:
 *   `participant`  the certificate names the participant by ИНН or ОГРН;
 *   `unnamed`      a natural person's certificate, no organisation in it: taken, with a warning;
 *   `other`        the certificate names somebody else (a counterparty): taken along, never enough alone.
 */
export type SignerSide = 'participant' | 'unnamed' | 'other';

export function signerSide(signer: SignerReport | undefined, participant: Participant): SignerSide {
  if (signer === undefined) return 'other';
  const numbers = [
    compare(participant.inn, innOf(signer, participant.inn)),
    compare(participant.ogrn, participant.ogrn?.length === 15 ? signer.ogrnip : signer.ogrn),
  ];
  if (numbers.includes('equal') && !numbers.includes('different')) return 'participant';
  return namesOrganization(signer) ? 'other' : 'unnamed';
}

function compare(ours: string | undefined, theirs: string | undefined) {
  if (ours === undefined || theirs === undefined) return 'absent';
  return ours === theirs ? 'equal' : 'different';
}

/** FSB order 795: ИННЮЛ of an organisation; before 2021 its ИНН with two zeros in front. */
function innOf(signer: SignerReport, ours: string | undefined): string | undefined {
  if (ours?.length === 12) return signer.innLegalEntity ?? signer.inn;
  return signer.innLegalEntity ?? (signer.inn?.startsWith('00') ? signer.inn.slice(2) : undefined);
}

function namesOrganization(signer: SignerReport): boolean {
  const { innLegalEntity, ogrn, ogrnip, organization } = signer;
  return [innLegalEntity, ogrn, ogrnip, organization].some((field) => field !== undefined);
}
