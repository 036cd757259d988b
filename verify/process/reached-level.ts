import { OctetMap } from '../../formats/octet-map.ts';
import type { CompleteMaterial } from './long-term/complete-material.ts';
import type { EmbeddedData, SignatureFacts } from './signature-facts.ts';
import type { TimeStampJudgement } from './time-stamp/validate-time-stamp.ts';

const BASIC = /-B-B$/;

/**
 * The level of a signature (EN 319 122-1 §6, EN 319 132-1 §6), by what holds and not by what is merely there: T by
 * a signature-time-stamp; LT by validation data inside that tell, verified, the status of every certificate of the
 * signature and of these time-stamps; LTA by an archive time-stamp over such data and over those time-stamps. The
 * older forms of CAdES (C, X, XL, A: EN 319 122-2) by their attributes, XL and A by what LT and LTA ask.
 */
export async function reachedLevel(
  { level, extendedForm, embedded }: SignatureFacts,
  timeStamps: readonly TimeStampJudgement[],
  material: CompleteMaterial,
): Promise<string> {
  if (!BASIC.test(level)) return level;
  const name = (suffix: string) => level.replace(BASIC, suffix);
  const held = timeStamps.filter(({ outcome }) => outcome.indication === 'PASSED');
  if (!held.some(({ kind }) => kind === 'signature-time-stamp')) return level;
  if (extendedForm === 'C' || extendedForm === 'X') return name(`-${extendedForm}`);
  if (!(await material.completeIn(embedded))) return name('-B-T');
  const archived = await isArchived(embedded, held, material);
  if (extendedForm === 'XL') return name(archived ? '-A' : '-XL');
  return name(archived ? '-B-LTA' : '-B-LT');
}

/** Whether what one of the archive time-stamps is over is enough by itself. */
async function isArchived(
  embedded: EmbeddedData,
  held: readonly TimeStampJudgement[],
  material: CompleteMaterial,
): Promise<boolean> {
  const stamps = held.filter(({ kind }) => kind === 'signature-time-stamp');
  for (const archive of held.filter(({ kind }) => kind === 'archive-time-stamp').reverse()) {
    const covered = await coveredBy(archive);
    const within = (octets: Uint8Array) => covered.has(octets);
    if (!stamps.every(({ stamp }) => within(stamp.token))) continue;
    if (await material.completeIn(filtered(embedded, within))) return true;
  }
  return false;
}

async function coveredBy({ covered }: TimeStampJudgement): Promise<OctetMap<true>> {
  const found = new OctetMap<true>();
  for (const octets of (await covered?.())?.objects ?? []) found.set(octets, true);
  return found;
}

function filtered(
  { certificates, crls, ocspResponses }: EmbeddedData,
  within: (octets: Uint8Array) => boolean,
): EmbeddedData {
  return {
    certificates: certificates.filter(({ der }) => within(der)),
    crls: crls.filter(within),
    ocspResponses: ocspResponses.filter(within),
  };
}
