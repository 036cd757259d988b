import type { ExitCode } from '../report/exit-code.ts';
import type { Language } from '../report/messages.ts';
import type { ShownReport } from '../report/shown/shown-report.ts';
import type { UnreadableMaterial, Verdict } from '../report/verdict.ts';

/** The forms of a report, by the names that `--format` takes. */
export const REPORT_FORMATS = ['text', 'json', 'etsi-xml', 'html', 'pdf'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface Reporting {
  readonly language: Language;
  readonly exitCode: ExitCode;
  /** When the report is made, which is not when its signatures were judged as of. */
  readonly now: Date;
  /** What was to help and does not. */
  readonly unreadable: readonly UnreadableMaterial[];
}

/** The answers about all files in one report. */
export type ReportWriter = (
  verdicts: readonly Verdict[],
  reporting: Reporting,
) => Promise<string | Uint8Array>;

/** Some 400 pages: whoever asks for the protocol of a large package waits for it. */
const PROTOCOL_LINES = 20_000;

/** Each is loaded when it is asked for: a PDF needs fonts, a text nothing. */
export const REPORT_WRITERS: Readonly<Record<ReportFormat, ReportWriter>> = {
  async text(verdicts, reporting) {
    const { writeText } = await import('../report/text/write-text.ts');
    return (await shown(verdicts, reporting)).map(writeText).join('\n');
  },
  async json(verdicts, { exitCode, unreadable }) {
    const { writeJson } = await import('../report/json/write-json.ts');
    return writeJson(verdicts, exitCode, unreadable);
  },
  async 'etsi-xml'(verdicts) {
    const { writeEtsiReport } = await import('../report/etsi/write-etsi-report.ts');
    return writeEtsiReport(verdicts);
  },
  async html(verdicts, reporting) {
    const { writeHtml } = await import('../report/html/write-html.ts');
    return writeHtml(await shown(verdicts, reporting));
  },
  async pdf(verdicts, reporting) {
    const { writePdf } = await import('../report/pdf/write-pdf.ts');
    const { readSheetFonts } = await import('./sheet-fonts.ts');
    const reports = await shown(verdicts, reporting);
    const fonts = await readSheetFonts();
    return writePdf(reports, { fonts, time: reporting.now, lines: PROTOCOL_LINES });
  },
};

/** Every answer for people, and the summary of several. */
async function shown(
  verdicts: readonly Verdict[],
  { language, unreadable }: Reporting,
): Promise<readonly ShownReport[]> {
  const { showVerdict } = await import('../report/shown/show-verdict.ts');
  const { showSummary } = await import('../report/shown/show-summary.ts');
  const summary = showSummary(verdicts, unreadable, language);
  const several = verdicts.length > 1;
  const reports = verdicts.map((verdict) => showVerdict(verdict, language, { whole: several }));
  return summary === undefined ? reports : [...reports, summary];
}
