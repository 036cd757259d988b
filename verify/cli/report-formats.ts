import type { ExitCode } from '../report/exit-code.ts';
import type { Language } from '../report/messages.ts';
import type { Verdict } from '../report/verdict.ts';

/** The forms of a report, by the names that `--format` takes. */
export const REPORT_FORMATS = ['text', 'json', 'etsi-xml', 'html', 'pdf'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface Reporting {
  readonly language: Language;
  readonly exitCode: ExitCode;
  /** When the report is made, which is not when its signatures were judged as of. */
  readonly now: Date;
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
  async text(verdicts, { language }) {
    const { showVerdict } = await import('../report/shown/show-verdict.ts');
    const { writeText } = await import('../report/text/write-text.ts');
    return verdicts.map((verdict) => writeText(showVerdict(verdict, language))).join('\n');
  },
  async json(verdicts, { exitCode }) {
    const { writeJson } = await import('../report/json/write-json.ts');
    return writeJson(verdicts, exitCode);
  },
  async 'etsi-xml'(verdicts) {
    const { writeEtsiReport } = await import('../report/etsi/write-etsi-report.ts');
    return writeEtsiReport(verdicts);
  },
  async html(verdicts, { language }) {
    const { showVerdict } = await import('../report/shown/show-verdict.ts');
    const { writeHtml } = await import('../report/html/write-html.ts');
    return writeHtml(verdicts.map((verdict) => showVerdict(verdict, language)));
  },
  async pdf(verdicts, { language, now }) {
    const { showVerdict } = await import('../report/shown/show-verdict.ts');
    const { writePdf } = await import('../report/pdf/write-pdf.ts');
    const { readSheetFonts } = await import('./sheet-fonts.ts');
    const shown = verdicts.map((verdict) => showVerdict(verdict, language));
    return writePdf(shown, { fonts: await readSheetFonts(), time: now, lines: PROTOCOL_LINES });
  },
};
