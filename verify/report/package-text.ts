import type {
  PackagedDocument,
  PackagedVersion,
  PackageReport,
} from '../package/package-report.ts';
import type { ReceiptReport } from '../receipts/receipt-report.ts';
import { actionText } from './action-words.ts';
import { type Language, printable, reasonText } from './messages.ts';
import { WORDS } from './report-words.ts';
import { signerText, timeRow } from './text-report.ts';
import { headline, type Row, table } from './text-rows.ts';
import type { TimeStampReport } from './time-stamp-report.ts';
import { timeStampRows } from './time-stamp-text.ts';

const LABELS = {
  ru: {
    package: 'Пакет доказательств',
    contract: 'Договор',
    from: 'от',
    receipt: 'квитанция',
    version: 'Версия',
    document: 'Документ',
    received: 'Получен',
    placed: 'Размещён',
    signature: 'Подпись',
    issued: 'Выдан',
    file: 'Файл',
    asOf: 'По состоянию',
    entries: (size: number) => `на ${size} записей журнала`,
  },
  en: {
    package: 'Evidence package',
    contract: 'Contract',
    from: 'of',
    receipt: 'receipt',
    version: 'Version',
    document: 'Document',
    received: 'Received',
    placed: 'Placed',
    signature: 'Signature',
    issued: 'Issued',
    file: 'File',
    asOf: 'As of',
    entries: (size: number) => `${size} entries of the journal`,
  },
} as const satisfies Record<Language, unknown>;

/** A package as text: the verdict on the whole, everything against it, then each version with its moments. */
export function packageText(report: PackageReport, language: Language): string {
  const words = WORDS[language];
  const labels = LABELS[language];
  const against = report.findings.filter(({ reason }) => reason !== report.reason);
  const lines = [
    `${words.file}: ${printable(report.file)}`,
    words.judgedAt(report),
    '',
    `${labels.package}: ${headline(report, words, 'package')}`,
    ...table([
      [words.why, reasonText(report.reason, language)],
      ...against.map(({ reason }): Row => ['', reasonText(reason, language)]),
      ...describedRow(labels.contract, report.contract, language),
      ...receiptRow(labels.issued, report.issued, language),
      ...(report.asOf === undefined ? [] : [[labels.asOf, labels.entries(report.asOf)] as const]),
      ...report.receipts.flatMap((receipt) => laterRow(receipt, language)),
    ]),
    ...report.documents.flatMap((document) => documentLines(document, language)),
  ];
  return `${lines.join('\n')}\n`;
}

function documentLines({ described, versions }: PackagedDocument, language: Language): string[] {
  const rows =
    described === undefined ? [] : describedRow(LABELS[language].document, described, language);
  return [
    ...(rows.length === 0 ? [] : ['', ...table(rows)]),
    ...versions.flatMap((version) => versionLines(version, language)),
  ];
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
      [labels.file, document],
      ...receiptRow(labels.received, version.received, language),
      ...receiptRow(labels.placed, version.placed, language),
      ...version.later.flatMap((receipt) => laterRow(receipt, language)),
      ...timeStampRows(timeStampsOf(version), language),
      ...signatures.flatMap((signature): Row[] => {
        const { signer } = signature;
        const name = signer === undefined ? words.signerUnknown : signerText(signer);
        const verdict = headline(signature, words, 'signature');
        return [[labels.signature, `${verdict}: ${name}`], timeRow(signature, words)];
      }),
    ]),
  ];
}

/** Receipts that stand on one checkpoint share its time-stamp: it is said once. */
function timeStampsOf({ received, placed, later }: PackagedVersion): readonly TimeStampReport[] {
  const receipts = [received, ...(placed === undefined ? [] : [placed]), ...later];
  const reports = receipts.flatMap(({ timeStamps }) => timeStamps ?? []);
  const tokens = new Map(
    reports.map((report) => [`${report.signer?.certificate} ${report.serialNumber}`, report]),
  );
  return [...tokens.values()];
}

/** As the manifest calls it: title, number, date and УНК of what has them. */
function describedRow(
  label: string,
  described: PackageReport['contract'],
  language: Language,
): Row[] {
  if (described === undefined) return [];
  const text = (name: string) => {
    const value = described[name];
    return typeof value === 'string' ? printable(value) : undefined;
  };
  const [number, date, unk] = [text('number'), text('date'), text('unk')];
  const parts = [
    text('title'),
    // A title names the document by itself.
    number === undefined || text('title') !== undefined ? undefined : `№ ${number}`,
    date === undefined ? undefined : `${LABELS[language].from} ${date}`,
    unk === undefined ? undefined : `УНК ${unk}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? [] : [[label, parts.join(' ')]];
}

type Receipt = PackageReport['issued'];

function receiptRow(label: string, receipt: Receipt, language: Language): Row[] {
  if (receipt === undefined) return [];
  const words = WORDS[language];
  const time = receipt.entry === undefined ? '—' : words.moment(receipt.entry.time);
  const verdict = headline(receipt, words, 'receipt');
  return [[label, `${time}, ${LABELS[language].receipt} ${verdict}`]];
}

/** A receipt of any other kind, by what its entry records. */
function laterRow(receipt: ReceiptReport, language: Language): Row[] {
  const { entry } = receipt;
  const label = entry === undefined ? LABELS[language].receipt : actionText(entry.action, language);
  return receiptRow(`${label.slice(0, 1).toUpperCase()}${label.slice(1)}`, receipt, language);
}
