import { type Language, printable, reasonText } from '../messages.ts';
import type {
  CertificateReport,
  CheckResult,
  SignatureReport,
  ValidationObject,
} from '../report.ts';
import { WORDS } from '../report-words.ts';
import type { Row } from '../text/text-table.ts';
import type { TimeStampReport } from '../time-stamp-report.ts';
import { algorithmRows } from './algorithm-rows.ts';
import { claimRows } from './claim-rows.ts';
import { formatText } from './format-text.ts';
import type { ShownSection } from './shown-report.ts';
import { SHOWN_WORDS } from './shown-words.ts';
import { revocationText, signerRows, timeRow } from './signature-rows.ts';
import { timeStampRows } from './time-stamp-rows.ts';

/** Everything about one signature that a specialist may want to see, tokens and checks included. */
export function signatureDetails(signature: SignatureReport, language: Language): ShownSection[] {
  const words = SHOWN_WORDS[language];
  return sections([
    { title: words.signatureData, rows: valueRows(signature, language) },
    { title: words.certificates, rows: certificateRows(signature.certificates, language) },
    ...signature.timestamps.flatMap((stamp) => timeStampDetails(stamp, language)),
    { title: words.checks, rows: checkRows(signature.checks, language) },
    ...(signature.counterSignatures ?? []).flatMap((one) => counterSignatureDetails(one, language)),
  ]);
}

/** The same of a signature over the value of another, its titles saying so. */
function counterSignatureDetails(report: SignatureReport, language: Language): ShownSection[] {
  const whose = SHOWN_WORDS[language].counterSignature;
  const about: readonly Row[] = [
    ...signerRows(report, language),
    timeRow(report, WORDS[language]),
    ...claimRows(report, language),
  ];
  return [
    { title: whose, rows: about },
    ...signatureDetails(report, language).map(({ title = '', rows }) => ({
      title: `${whose}: ${title.toLowerCase()}`,
      rows,
    })),
  ];
}

/** A token: what it says, the certificates under it, its checks. */
export function timeStampDetails(stamp: TimeStampReport, language: Language): ShownSection[] {
  const words = SHOWN_WORDS[language];
  const digest: readonly Row[] =
    stamp.sha256 === undefined ? [] : [[words.fingerprint, stamp.sha256]];
  return sections([
    {
      title: words.kind['time-stamp'],
      rows: [
        ...timeStampRows([stamp], language),
        ...digest,
        ...certificateRows(stamp.certificates, language),
      ],
    },
    {
      title: `${words.checks}: ${words.kind['time-stamp'].toLowerCase()}`,
      rows: checkRows(stamp.checks, language),
    },
  ]);
}

/** What the answer stands on, by SHA-256, and since when that is proven to exist where it is. */
export function evidenceSection(
  objects: readonly ValidationObject[],
  language: Language,
): ShownSection[] {
  const words = SHOWN_WORDS[language];
  const rows = objects.flatMap(({ kind, sha256, provenSince, provenBy }): Row[] => {
    const row: Row = [words.kind[kind], sha256];
    if (provenBy === 'validation-time') return [row];
    return [row, ['', words.provenSince(WORDS[language].moment(provenSince), provenBy)]];
  });
  return sections([{ title: `${words.evidence} (${words.fingerprint})`, rows }]);
}

function sections(all: readonly ShownSection[]): ShownSection[] {
  return all.filter(({ rows }) => rows.length > 0);
}

function valueRows(signature: SignatureReport, language: Language): Row[] {
  const { signatureValue } = signature;
  const digest: readonly Row[] =
    signatureValue === undefined
      ? []
      : [[SHOWN_WORDS[language].signatureDigest, signatureValue.sha256]];
  return [
    [WORDS[language].format, formatText(signature, language)],
    ...algorithmRows(signature, language),
    ...digest,
  ];
}

function certificateRows(certificates: readonly CertificateReport[], language: Language): Row[] {
  const words = SHOWN_WORDS[language];
  return certificates.flatMap(({ role, subject, serialNumber, fingerprint, ...certificate }) => {
    const { notBefore, notAfter, revocation } = certificate;
    const parts = [
      printable(subject),
      serialNumber === undefined ? undefined : `${words.number} ${serialNumber}`,
      notBefore === undefined || notAfter === undefined
        ? undefined
        : WORDS[language].validity(notBefore, notAfter),
      role === 'trust-anchor'
        ? undefined
        : `${WORDS[language].status.toLowerCase()}: ${revocationText(revocation, language)}`,
    ];
    return [
      [words.role[role], parts.filter((part) => part !== undefined).join(', ')],
      [words.fingerprint, fingerprint],
    ];
  });
}

function checkRows(checks: readonly CheckResult[], language: Language): Row[] {
  const { outcome: words } = SHOWN_WORDS[language];
  return checks.map(({ id, clause, outcome, reason }) => {
    const why =
      reason === undefined || outcome === 'passed' ? '' : `: ${reasonText(reason, language)}`;
    return [words[outcome], `${id} (${clause})${why}`];
  });
}
