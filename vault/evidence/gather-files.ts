import type {
  About,
  ManifestDocument,
  ManifestSignature,
  ManifestVersion,
} from '../../formats/evidence/manifest.ts';
import type { PlacedVersion, SignatureRecord, StoredBlob } from '../model/document.ts';
import type { FixedSending } from '../model/sending.ts';
import type { FoundDocument, FoundSubject } from './find-subject.ts';
import type { KeptContent } from './kept-content.ts';
import type { PackageFile } from './package-file.ts';
import { segmentOf, versionFolder } from './package-names.ts';
import { oneLine } from './package-readme.ts';

export interface GatheredDocument {
  readonly listed: ManifestDocument;
  /** In the order of the archive. */
  readonly files: readonly PackageFile[];
}

/** The files of a document that belong to its versions; `order` is its place in the package, from 1. */
export function gatherDocument(found: FoundDocument, order: number): GatheredDocument {
  const { document, versions, sendings } = found;
  const { id, category, title, number, date } = document;
  const gathered = versions.map((version) =>
    gatherVersion({
      version,
      sendings: sendings.filter((sending) => sending.version === version.number),
      folder: versionFolder(order, version.number),
      ru: `документ «${oneLine(title)}», версия ${version.number}`,
      en: `document “${oneLine(title)}”, version ${version.number}`,
    }),
  );
  return {
    listed: {
      described: { id, category, title: title.toWellFormed(), number, date },
      versions: gathered.map(({ version }) => version),
    },
    files: gathered.flatMap(({ files }) => files),
  };
}

interface Version {
  readonly version: PlacedVersion;
  readonly sendings: readonly FixedSending[];
  readonly folder: string;
  /** What it is called in what its files are called. */
  readonly ru: string;
  readonly en: string;
}

function gatherVersion(of: Version): {
  readonly version: ManifestVersion;
  readonly files: readonly PackageFile[];
} {
  const { version, folder, sendings, ru, en } = of;
  const name = `${folder}/document/${segmentOf(version.file.fileName, 'document')}`;
  const about = {
    ru: `${upper(ru)}: файл, как он поступил`,
    en: `${upper(en)}: the file as received`,
  };
  const document = { name, role: 'document', about, content: keptBlob(version.file) } as const;
  const signatures = version.signatures.map((signature, at) =>
    gatherSignature(of, { signature, document: name, order: at + 1 }),
  );
  const received = receiptOf(of, 'received', version.receivedEntry);
  const placed =
    version.placedEntry === undefined ? [] : [receiptOf(of, 'placed', version.placedEntry)];
  const later = sendings.flatMap((sending, at) => [
    receiptOf(of, 'sent', sending.sentEntry, at + 1),
    receiptOf(of, 'delivered', sending.deliveredEntry, at + 1),
  ]);
  return {
    version: {
      number: version.number,
      document: name,
      signatures: signatures.map(({ listed }) => listed),
      received: received.name,
      ...(placed[0] === undefined ? {} : { placed: placed[0].name }),
      later: later.map((receipt) => receipt.name),
    },
    files: [document, ...signatures.flatMap(({ files }) => files), received, ...placed, ...later],
  };
}

function gatherSignature(
  { version, folder, ru, en }: Version,
  facts: {
    readonly signature: SignatureRecord;
    readonly document: string;
    readonly order: number;
  },
): { readonly listed: ManifestSignature; readonly files: readonly PackageFile[] } {
  const { signature, document, order } = facts;
  const report = `${folder}/reports/${order}.json`;
  const reportFile = {
    name: report,
    role: 'report',
    about: {
      ru: `Отчёт о проверке подписи ${order}: ${ru}`,
      en: `Validation report of signature ${order}: ${en}`,
    },
    content: keptBlob(signature.report),
  } as const;
  // An attached signature is the document itself.
  if (signature.file.sha256 === version.file.sha256) {
    return { listed: { file: document, report }, files: [reportFile] };
  }
  const file = `${folder}/signatures/${order}/${segmentOf(signature.file.fileName, 'signature.p7s')}`;
  const signatureFile = {
    name: file,
    role: 'signature',
    about: {
      ru: `Электронная подпись ${order}, как она поступила: ${ru}`,
      en: `Electronic signature ${order} as received: ${en}`,
    },
    content: keptBlob(signature.file),
  } as const;
  return { listed: { file, report }, files: [signatureFile, reportFile] };
}

const RECEIPTS = {
  received: { ru: 'о получении', en: 'of receipt' },
  placed: { ru: 'о размещении', en: 'of placing' },
  sent: { ru: 'о направлении', en: 'of sending' },
  delivered: { ru: 'о получении адресатом', en: 'of receipt by the addressee' },
} as const;

function receiptOf(
  { folder, ru, en }: Version,
  moment: keyof typeof RECEIPTS,
  entry: string,
  order?: number,
): PackageFile {
  const words = RECEIPTS[moment];
  const which = order === undefined ? '' : `-${order}`;
  const about = { ru: `Квитанция ${words.ru}: ${ru}`, en: `Receipt ${words.en}: ${en}` };
  return receiptFile(`${folder}/receipts/${moment}${which}.json`, about, entry);
}

/** Receipts about no version: of the requests that sendings answer. */
export function gatherRequests({ requests }: FoundSubject): readonly PackageFile[] {
  return requests.map(({ arrivedEntry, number, date, requesterName }, at) => {
    const [from, which] = [oneLine(requesterName), `№ ${oneLine(number)}`];
    const about = {
      ru: `Квитанция о поступлении запроса ${which} от ${date}: ${from}`,
      en: `Receipt for the arrival of request ${which} of ${date}: ${from}`,
    };
    return receiptFile(`receipts/request-${at + 1}.json`, about, arrivedEntry);
  });
}

function receiptFile(name: string, about: About, entry: string): PackageFile {
  return { name, role: 'receipt', about, content: { kind: 'receipt', entry } };
}

export function keptBlob({ id, sha256, size }: StoredBlob): KeptContent {
  return { kind: 'blob', id, sha256, size };
}

const upper = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
