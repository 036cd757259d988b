import { type Language, printable, reasonText } from '../messages.ts';
import type { CertificateReport, SignatureReport, SignerReport } from '../report.ts';
import { type ReportWords, WORDS } from '../report-words.ts';
import { revocationReasonText } from '../revocation-reason-words.ts';
import type { Row } from '../text/text-table.ts';
import { contentRows } from './content-text.ts';
import { plainName } from './plain-name.ts';
import { SHOWN_WORDS } from './shown-words.ts';

/** What was signed, and whether it is unchanged. */
export function signedRows(signature: SignatureReport, language: Language): Row[] {
  const words = WORDS[language];
  const { signedContent } = signature;
  const contents: readonly Row[] =
    signedContent.length === 0
      ? [[words.signed, words.nothingSigned]]
      : signedContent.flatMap((content) => contentRows(content, language));
  return [...contents, [words.document, documentState(signature, words)]];
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

export function signerRows(signature: SignatureReport, language: Language): Row[] {
  const words = WORDS[language];
  const { signer } = signature;
  if (signer === undefined) return [[words.signer, words.signerUnknown]];
  return [
    [signature.cryptographicallyValid ? words.signer : words.namedSigner, signerText(signer)],
    [words.issuer, plainName(signer.issuer)],
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

/** Whether the certificates lead to somebody who is trusted, and none of them was revoked. */
export function trustRows(
  signature: Trusted,
  language: Language,
  signersCertificate: string = SHOWN_WORDS[language].signersCertificate,
): Row[] {
  const words = WORDS[language];
  const rows = signature.certificates.flatMap((certificate) => {
    return revocationRow(certificate, { language, signersCertificate });
  });
  return [[words.trust, trustState(signature, words, language)], ...rows];
}

/** A signature of a person or of an authority. */
type Trusted = Pick<SignatureReport, 'trusted' | 'certificates' | 'checks'>;

function trustState(
  { trusted, certificates, checks }: Trusted,
  words: ReportWords,
  language: Language,
): string {
  const anchor = certificates.find(({ role }) => role === 'trust-anchor');
  const name = plainName(anchor?.subject ?? '');
  if (trusted) return words.trusted(name);
  const why = checks.find(({ id }) => id === 'path')?.reason;
  if (anchor === undefined || why === undefined) return words.notTrusted;
  return words.notAccepted(name, reasonText(why, language));
}

function revocationRow(
  { role, revocation, subject }: CertificateReport,
  {
    language,
    signersCertificate,
  }: { readonly language: Language; readonly signersCertificate: string },
): Row[] {
  if (role === 'trust-anchor') return [];
  const whose = role === 'signer' ? signersCertificate : plainName(subject);
  return [[WORDS[language].status, `${whose}: ${revocationText(revocation, language)}`]];
}

export function revocationText(state: CertificateReport['revocation'], language: Language): string {
  const words = WORDS[language];
  const word = words.revocation[state.status];
  switch (state.status) {
    case 'good':
      return `${word} (${words.toldBy[state.source]} ${words.moment(state.thisUpdate)})`;
    case 'revoked': {
      const why =
        state.reason === undefined
          ? ''
          : ` (${words.revocationReason}: ${revocationReasonText(state.reason, language)})`;
      return `${word} ${words.moment(state.time)}${why}`;
    }
    case 'unknown':
    case 'not-needed':
      return word;
  }
}

/** The moment as of which the signature was judged, and what vouches for it. */
export function timeRow(
  { bestSignatureTime, timeSource }: SignatureReport,
  words: ReportWords,
): Row {
  return [words.time, `${words.moment(bestSignatureTime)}, ${words.timeSource[timeSource]}`];
}

export function claimedRows(signature: SignatureReport, words: ReportWords): Row[] {
  const { claimedSigningTime } = signature;
  if (claimedSigningTime === undefined) return [];
  return [[words.claimed, `${words.moment(claimedSigningTime)}, ${claimText(signature, words)}`]];
}

/** What a signer's word is worth; whose word it is only the signature value shows. */
export function claimText(
  { cryptographicallyValid }: Pick<SignatureReport, 'cryptographicallyValid'>,
  words: ReportWords,
): string {
  return cryptographicallyValid ? words.claim : words.claimOfNobody;
}
