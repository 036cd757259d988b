import { type Language, printable, reasonText } from '../messages.ts';
import { WORDS } from '../report-words.ts';
import type { Row } from '../text/text-table.ts';
import type { TimeStampFileReport, TimeStampResponseReport } from '../time-stamp-file-report.ts';
import type { TimeStampReport } from '../time-stamp-report.ts';
import { contentRows, digestRow } from './content-text.ts';
import { evidenceSection, timeStampDetails } from './detail-sections.ts';
import { plainName } from './plain-name.ts';
import { headRows } from './show-validation.ts';
import type { ShownReport, ShownSection } from './shown-report.ts';
import { SHOWN_WORDS } from './shown-words.ts';
import { signerText, trustRows } from './signature-rows.ts';
import { TIME_STAMP_WORDS, type TimeStampFileWords } from './time-stamp-words.ts';
import { shownVerdict } from './verdict-words.ts';

/** A time-stamp by itself, for people: over which file it is, who made it, what time it says, why to believe it. */
export function showTimeStamp(report: TimeStampFileReport, language: Language): ShownReport {
  const words = TIME_STAMP_WORDS[language];
  const { timeStamp, response, validationObjects } = report;
  const verdict = shownVerdict(report, 'time-stamp', language);
  const sections: readonly ShownSection[] = [
    {
      rows: [
        [WORDS[language].why, reasonText(report.reason, language)],
        [SHOWN_WORDS[language].meaning, verdict.meaning],
      ],
    },
    ...(timeStamp === undefined ? [] : tokenSections(report, timeStamp, language)),
    { title: words.response, rows: response === undefined ? [] : responseRows(response, words) },
  ];
  return {
    language,
    title: words.title,
    head: headRows(report, language),
    parts: [
      {
        heading: words.heading,
        verdict,
        sections: sections.filter(({ rows }) => rows.length > 0),
        details: timeStamp === undefined ? [] : timeStampDetails(timeStamp, language),
      },
    ],
    evidence: evidenceSection(validationObjects, language),
  };
}

function tokenSections(
  report: TimeStampFileReport,
  timeStamp: TimeStampReport,
  language: Language,
): ShownSection[] {
  const words = TIME_STAMP_WORDS[language];
  const { whyTrusted, notes } = SHOWN_WORDS[language];
  const warnings = timeStamp.warnings.map((reason): Row => {
    return [WORDS[language].warnings, reasonText(reason, language)];
  });
  return [
    { title: words.what, rows: stampedRows(report, timeStamp, language) },
    { title: words.who, rows: authorityRows(timeStamp, language) },
    { title: words.when, rows: timeRows(timeStamp, language) },
    { title: whyTrusted, rows: trustRows(timeStamp, language, words.certificate) },
    { title: notes, rows: warnings },
  ];
}

/** The file where it is known to be that one; else what the token says of itself. */
function stampedRows(
  { stampedContent, imprint, nonce }: TimeStampFileReport,
  timeStamp: TimeStampReport,
  language: Language,
): Row[] {
  const words = TIME_STAMP_WORDS[language];
  const file: readonly Row[] =
    stampedContent === undefined
      ? [[words.file, whyNotStamped(timeStamp, words)], ...digests(imprint, language)]
      : contentRows(stampedContent, language, words.file);
  return [...file, ...(nonce === undefined ? [] : [[words.nonce, nonce] as const])];
}

function digests(imprint: TimeStampFileReport['imprint'], language: Language): Row[] {
  return imprint === undefined ? [] : [digestRow(imprint, language)];
}

function whyNotStamped({ intact, checks }: TimeStampReport, words: TimeStampFileWords): string {
  if (intact) return words.notShown;
  const why = checks.find(({ id }) => id === 'message-imprint')?.reason?.code;
  if (why === 'stamped-file-absent') return words.noFile;
  return why === 'imprint-differs' ? words.anotherFile : words.notCompared;
}

function authorityRows(
  { signer, cryptographicallyValid }: TimeStampReport,
  language: Language,
): Row[] {
  const words = TIME_STAMP_WORDS[language];
  const { issuer, term, validity, signerUnknown } = WORDS[language];
  if (signer === undefined) return [[words.authority, signerUnknown]];
  return [
    [cryptographicallyValid ? words.authority : words.namedAuthority, signerText(signer)],
    [issuer, plainName(signer.issuer)],
    [term, validity(signer.notBefore, signer.notAfter)],
  ];
}

/** Proof when the token holds; else a word of whoever wrote it. */
function timeRows({ genTime, accuracy, indication }: TimeStampReport, language: Language): Row[] {
  const words = TIME_STAMP_WORDS[language];
  if (genTime === undefined) return [];
  const parts = [
    WORDS[language].moment(genTime),
    ...(accuracy === undefined || accuracy === 0 ? [] : [words.accuracy(accuracy)]),
    indication === 'TOTAL-PASSED' ? words.proven : words.said,
  ];
  return [[words.time, parts.join(', ')]];
}

/** In the words of the authority, which nobody signed. */
function responseRows(
  { status, statusText, failures }: TimeStampResponseReport,
  words: TimeStampFileWords,
): Row[] {
  return [
    [words.status, words.statuses[status]],
    ...failures.map((failure): Row => [words.failure, failure]),
    ...statusText.map((text): Row => [words.statusText, printable(text)]),
  ];
}
