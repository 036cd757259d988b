import type { SignatureFacts } from './signature-facts.ts';

type Presented = Pick<
  SignatureFacts,
  'format' | 'level' | 'extendedForm' | 'timeStamps' | 'embedded'
>;

/**
 * The level by the form alone: whose material is there, whether or not it holds, as a validator tells it that goes by
 * structure. What is verified is `reachedLevel`; where the two differ, something of the material does not hold.
 */
export function presentedLevel(facts: Presented): string {
  const { format, level, extendedForm, timeStamps = [], embedded } = facts;
  if (format !== 'CAdES') return level;
  const has = (wanted: string) => timeStamps.some(({ kind }) => kind === wanted);
  const archived = has('archive-time-stamp');
  if (extendedForm !== undefined) return `CAdES-${archived ? 'A' : extendedForm}`;
  if (archived) return 'CAdES-B-LTA';
  if (!has('signature-time-stamp')) return 'CAdES-B-B';
  const told = embedded.crls.length + embedded.ocspResponses.length > 0;
  return told ? 'CAdES-B-LT' : 'CAdES-B-T';
}
