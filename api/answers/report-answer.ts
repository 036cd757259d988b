import type { SheetFonts } from '../../formats/pdf/draw-sheet.ts';
import { writeEtsiReport } from '../../verify/report/etsi/write-etsi-report.ts';
import { EXIT } from '../../verify/report/exit-code.ts';
import { PAGE_CONTENT_POLICY, writeHtml } from '../../verify/report/html/write-html.ts';
import { withEveryMember } from '../../verify/report/json/with-every-member.ts';
import { withSentences } from '../../verify/report/json/with-sentences.ts';
import { writePdf } from '../../verify/report/pdf/write-pdf.ts';
import { showVerdict } from '../../verify/report/shown/show-verdict.ts';
import type { Verdict } from '../../verify/report/verdict.ts';
import type { Context, Language } from '../http/context.ts';
import { attachment } from '../http/send-blob.ts';

/** A report of the verifier, of any kind, and the name of the file that it is about. */
export type GivenReport =
  | Pick<Extract<Verdict, { kind: 'signature' }>, 'kind' | 'report'>
  | Pick<Extract<Verdict, { kind: 'time-stamp' }>, 'kind' | 'report'>
  | Pick<Extract<Verdict, { kind: 'receipt' }>, 'kind' | 'report'>
  | Pick<Extract<Verdict, { kind: 'package' }>, 'kind' | 'report'>;

export interface ReportAnswerPorts {
  readonly sheetFonts: SheetFonts;
  readonly clock: { now(): Date };
}

/**
 * Answers with a report in the form that is asked for, as `okno verify` writes it: JSON, HTML, PDF or the XML of ETSI
 * TS 119 102-2; in the language of the request.
 */
export async function answerReport(
  context: Context,
  { file, ...given }: GivenReport & { readonly file: string },
  { sheetFonts: fonts, clock }: ReportAnswerPorts,
): Promise<void> {
  context.vary('Accept');
  // The words of a report come from its indications; an exit code is for the shell alone.
  const verdict: Verdict = { ...given, file, exitCode: EXIT.passed };
  const shown = () => [showVerdict(verdict, languageAsked(context))];
  switch (formAsked(context)) {
    case 'html':
      context.type = 'html';
      context.set('Content-Security-Policy', `${PAGE_CONTENT_POLICY}; ${FRAMED_NOWHERE}`);
      context.body = writeHtml(shown());
      return;
    case 'pdf':
      context.type = 'application/pdf';
      context.set('Content-Disposition', attachment(`${file}.pdf`));
      context.body = Buffer.from(await writePdf(shown(), { fonts, time: clock.now() }));
      return;
    case 'xml':
      context.type = 'application/xml';
      context.body = writeEtsiReport([verdict]);
      return;
    case 'json':
      context.body = { kind: given.kind, ...withSentences(membersOf(given)) };
  }
}

function membersOf({ kind, report }: GivenReport): object {
  return kind === 'signature' ? withEveryMember(report) : report;
}

const FORMS = ['json', 'html', 'pdf', 'xml'] as const;

/** `?format=` for links, which can accept nothing; else what is accepted. */
function formAsked(context: Context): (typeof FORMS)[number] {
  const asked = FORMS.find((form) => form === context.query['format']);
  return asked ?? FORMS.find((form) => form === context.accepts(...FORMS)) ?? 'json';
}

/** `?lang=` for the same links; else as the request has it. */
function languageAsked({ query, state }: Context): Language {
  return LANGUAGES.find((language) => language === query['lang']) ?? state.language;
}

const LANGUAGES = ['ru', 'en'] as const satisfies readonly Language[];

const FRAMED_NOWHERE = "frame-ancestors 'none'; sandbox";
