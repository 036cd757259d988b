import type { PackagedVersion, PackageReport } from '../package/package-report.ts';
import { type Language, printable, reasonText } from './messages.ts';
import { WORDS } from './report-words.ts';
import { signerText } from './text-report.ts';
import { headline, type Row, table } from './text-rows.ts';

const LABELS = {
  ru: {
    package: 'Пакет доказательств',
    version: 'Версия',
    document: 'Документ',
    received: 'Получен',
    placed: 'Размещён',
    signature: 'Подпись',
    issued: 'Выдан',
  },
  en: {
    package: 'Evidence package',
    version: 'Version',
    document: 'Document',
    received: 'Received',
    placed: 'Placed',
    signature: 'Signature',
    issued: 'Issued',
  },
} as const satisfies Record<Language, unknown>;

/** A package as text: the verdict on the whole, everything against it, then each version with its moments. */
export function packageText(report: PackageReport, language: Language): string {
  const words = WORDS[language];
  const labels = LABELS[language];
  const against = report.findings.filter(({ reason }) => reason !== report.reason);
  const lines = [
    `${words.file}: ${printable(report.file)}`,
    words.judgedAt(report.validationTime, report.policy),
    '',
    `${labels.package}: ${headline(report, words)}`,
    ...table([
      [words.why, reasonText(report.reason, language)],
      ...against.map(({ reason }): Row => ['', reasonText(reason, language)]),
      ...receiptRow(labels.issued, report.issued, language),
    ]),
    ...report.versions.flatMap((version) => versionLines(version, language)),
  ];
  return `${lines.join('\n')}\n`;
}

function versionLines(version: PackagedVersion, language: Language): string[] {
  const labels = LABELS[language];
  const words = WORDS[language];
  const { name, size, sha256 } = version.document;
  const document = `${printable(name)}, ${words.octets(size)}, sha256 ${sha256}`;
  const signatures = version.signatures.flatMap(({ signatures }) => signatures);
  return [
    '',
    `${labels.version} ${version.number}`,
    ...table([
      [labels.document, document],
      ...receiptRow(labels.received, version.received, language),
      ...receiptRow(labels.placed, version.placed, language),
      ...signatures.map((signature): Row => {
        const { signer } = signature;
        const name = signer === undefined ? words.signerUnknown : signerText(signer);
        return [labels.signature, `${headline(signature, words)}: ${name}`];
      }),
    ]),
  ];
}

type Receipt = PackageReport['issued'];

function receiptRow(label: string, receipt: Receipt, language: Language): Row[] {
  if (receipt === undefined) return [];
  const time = receipt.entry === undefined ? '—' : printable(receipt.entry.time);
  return [[label, `${time}: ${headline(receipt, WORDS[language])}`]];
}
