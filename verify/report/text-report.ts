import { counterSignatureRows } from './counter-signature-text.ts';
import { type Language, printable, reasonText } from './messages.ts';
import type {
  CertificateReport,
  SignatureReport,
  SignedContent,
  SignerReport,
  ValidationReport,
} from './report.ts';
import { type ReportWords, WORDS } from './report-words.ts';
import { headline, type Row, table } from './text-rows.ts';
import { timeStampRows } from './time-stamp-text.ts';

/** The report as text for a person: what file, who signed, is it intact, is it trusted, when, why not. */
export function textReport(report: ValidationReport, language: Language): string {
  const words = WORDS[language];
  const head = [
    `${words.file}: ${printable(report.file)}`,
    words.judgedAt(report.validationTime, report.policy),
  ];
  const count = report.signatures.length;
  const bodies = report.signatures.map((signature, index) => [
    '',
    `${words.signature(index + 1, count)}: ${headline(signature, words, 'signature')}`,
    ...rows(signature, words, language),
  ]);
  const body = count === 0 ? ['', words.noSignature] : bodies.flat();
  return `${[...head, ...body].join('\n')}\n`;
}

function rows(signature: SignatureReport, words: ReportWords, language: Language): string[] {
  return table([
    [words.why, reasonText(signature.reason, language)],
    ...signedRows(signature, words),
    [words.document, documentState(signature, words)],
    ...signerRows(signature, words),
    [words.trust, trustState(signature, words, language)],
    ...signature.certificates.flatMap((certificate) => revocationRow(certificate, words)),
    timeRow(signature, words),
    ...timeStampRows(signature.timestamps, language),
    ...counterSignatureRows(signature, language),
    ...(signature.claimedSigningTime === undefined
      ? []
      : [
          [words.claimed, `${words.moment(signature.claimedSigningTime)}, ${words.claim}`] as const,
        ]),
    [words.format, `${signature.format}, ${signature.level}`],
    ...signature.warnings.map((reason): Row => [words.warnings, reasonText(reason, language)]),
  ]);
}

function signedRows({ signedContent }: SignatureReport, words: ReportWords): Row[] {
  if (signedContent.length === 0) return [[words.signed, words.nothingSigned]];
  return signedContent.map((content) => [words.signed, contentText(content, words)]);
}

function contentText(content: SignedContent, words: ReportWords): string {
  const { name, size, digestAlgorithm, digest } = content;
  return `${printable(name)}, ${words.octets(size)}, ${digestAlgorithm} ${digest}`;
}

/** The moment as of which the signature was judged, and what vouches for it. */
export function timeRow(
  { bestSignatureTime, timeSource }: SignatureReport,
  words: ReportWords,
): Row {
  return [words.time, `${words.moment(bestSignatureTime)}, ${words.timeSource[timeSource]}`];
}

function documentState(signature: SignatureReport, words: ReportWords): string {
  const { intact, cryptographicallyValid, reason, checks } = signature;
  // The digest in the signature is the signer's only where the signature value is.
  if (intact) return cryptographicallyValid ? words.intact : words.notShown;
  const compared = checks.some(
    ({ id, outcome }) => id === 'signed-data-intact' && outcome === 'failed',
  );
  return compared || reason.code === 'signature-value-wrong'
    ? words.notIntact
    : words.contentMissing;
}

function signerRows(signature: SignatureReport, words: ReportWords): Row[] {
  const { signer } = signature;
  if (signer === undefined) return [[words.signer, words.signerUnknown]];
  return [
    [words.signer, signerText(signer)],
    [words.issuer, printable(signer.issuer)],
    [words.term, words.validity(signer.notBefore, signer.notAfter)],
    [words.value, signature.cryptographicallyValid ? words.valid : words.notValid],
  ];
}

/** The signer in one line: who, of which organization, under which Russian numbers. */
export function signerText(signer: SignerReport): string {
  const person = [signer.surname, signer.givenName].filter((part) => part !== undefined).join(' ');
  const parts = [
    person === '' ? (signer.commonName ?? signer.subject) : person,
    signer.organization,
    labelled('ИНН', signer.inn),
    labelled('ИНН ЮЛ', signer.innLegalEntity),
    labelled('ОГРН', signer.ogrn),
    labelled('ОГРНИП', signer.ogrnip),
    labelled('СНИЛС', signer.snils),
  ];
  return printable(parts.filter((part) => part !== undefined).join(', '));
}

function labelled(label: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : `${label} ${value}`;
}

function trustState(
  { trusted, certificates, checks }: SignatureReport,
  words: ReportWords,
  language: Language,
): string {
  const anchor = certificates.find(({ role }) => role === 'trust-anchor');
  const name = printable(anchor?.subject ?? '');
  if (trusted) return words.trusted(name);
  const why = checks.find(({ id }) => id === 'path')?.reason;
  if (anchor === undefined || why === undefined) return words.notTrusted;
  return words.notAccepted(name, reasonText(why, language));
}

function revocationRow(certificate: CertificateReport, words: ReportWords): Row[] {
  const { role, revocation, subject } = certificate;
  if (role === 'trust-anchor') return [];
  return [[words.status, `${printable(subject)}: ${revocationText(revocation, words)}`]];
}

export function revocationText(state: CertificateReport['revocation'], words: ReportWords): string {
  const word = words.revocation[state.status];
  switch (state.status) {
    case 'good':
      return `${word} (${state.source.toUpperCase()} ${words.moment(state.thisUpdate)})`;
    case 'revoked':
      return `${word} ${words.moment(state.time)}${state.reason === undefined ? '' : ` (${state.reason})`}`;
    case 'unknown':
    case 'not-needed':
      return word;
  }
}
