import { type Language, printable, reasonText } from '../messages.ts';
import type { SignatureReport, ValidationReport } from '../report.ts';
import { WORDS } from '../report-words.ts';
import type { Row } from '../text/text-table.ts';
import { claimRows } from './claim-rows.ts';
import { counterSignatureNotes, counterSignatureRows } from './counter-signature-rows.ts';
import { evidenceSection, signatureDetails } from './detail-sections.ts';
import { formatText } from './format-text.ts';
import type { ShownPart, ShownReport } from './shown-report.ts';
import { SHOWN_WORDS } from './shown-words.ts';
import { claimedRows, signedRows, signerRows, timeRow, trustRows } from './signature-rows.ts';
import { timeStampRows } from './time-stamp-rows.ts';
import { shownVerdict } from './verdict-words.ts';

/** The report on the signatures of a file, for people: what was signed, who signed, when, why to believe it. */
export function showValidation(report: ValidationReport, language: Language): ShownReport {
  const words = WORDS[language];
  const { signatures, validationObjects = [] } = report;
  const parts = signatures.map((signature, index): ShownPart => {
    const shown = signaturePart(signature, language);
    return { ...shown, heading: words.signature(index + 1, signatures.length) };
  });
  return {
    language,
    head: [...headRows(report, language), ...countRows(signatures, language)],
    parts: parts.length === 0 ? [nothing(words.noSignature)] : parts,
    evidence: evidenceSection(validationObjects, language),
  };
}

export interface JudgedFile {
  readonly file: string;
  readonly validationTime: string;
  readonly policy: string;
  readonly policyDigest?: string;
}

export function headRows(
  { file, validationTime, policy, policyDigest }: JudgedFile,
  language: Language,
): Row[] {
  const words = SHOWN_WORDS[language];
  return [
    [WORDS[language].file, printable(file)],
    [words.judged, WORDS[language].moment(validationTime)],
    [words.policy, printable(policy)],
    // The digest shows whether a file is the policy that was judged by.
    ...(policyDigest === undefined ? [] : [[words.policyDigest, policyDigest] as const]),
  ];
}

/** Of several signatures one that is bad stands far below: how many came out how is said first. */
function countRows(signatures: readonly SignatureReport[], language: Language): Row[] {
  if (signatures.length < 2) return [];
  const { total, outcome } = SHOWN_WORDS[language].count;
  const counts = (['TOTAL-FAILED', 'INDETERMINATE', 'TOTAL-PASSED'] as const).flatMap((each) => {
    const found = signatures.filter(({ indication }) => indication === each).length;
    return found === 0 ? [] : [`${outcome[each]}: ${found}`];
  });
  return [[total, `${signatures.length}; ${counts.join('; ')}`]];
}

function nothing(heading: string): ShownPart {
  return { heading, sections: [], details: [] };
}

/** What the policy asks to be told without a warning. */
function informationRows({ checks }: SignatureReport, language: Language): Row[] {
  return checks.flatMap(({ outcome, reason }): Row[] =>
    outcome === 'information' && reason !== undefined
      ? [[WORDS[language].note, reasonText(reason, language)]]
      : [],
  );
}

/** One signature, whatever it stands in; its heading is for whoever shows it to say. */
export function signaturePart(signature: SignatureReport, language: Language): ShownPart {
  const words = WORDS[language];
  const titles = SHOWN_WORDS[language];
  const notes = [
    ...signature.warnings.map((reason): Row => [words.warnings, reasonText(reason, language)]),
    ...counterSignatureNotes(signature, language),
    ...informationRows(signature, language),
  ];
  const claims = claimRows(signature, language);
  const claimsTitle = signature.cryptographicallyValid ? titles.claims : titles.claimsOfNobody;
  const verdict = shownVerdict(signature, 'signature', language);
  return {
    verdict,
    sections: [
      {
        rows: [
          [words.why, reasonText(signature.reason, language)],
          [titles.meaning, verdict.meaning],
        ],
      },
      {
        title: titles.whatWasSigned,
        rows: [...signedRows(signature, language), [words.format, formatText(signature, language)]],
      },
      {
        title: titles.who,
        rows: [...signerRows(signature, language), ...counterSignatureRows(signature, language)],
      },
      {
        title: titles.when,
        rows: [
          timeRow(signature, words),
          ...timeStampRows(signature.timestamps, language),
          ...claimedRows(signature, words),
        ],
      },
      { title: titles.whyTrusted, rows: trustRows(signature, language) },
      ...(claims.length === 0 ? [] : [{ title: claimsTitle, rows: claims }]),
      ...(notes.length === 0 ? [] : [{ title: titles.notes, rows: notes }]),
    ],
    details: signatureDetails(signature, language),
  };
}
