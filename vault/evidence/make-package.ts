import {
  ASIC_E,
  ASIC_MANIFEST_NAME,
  ASIC_SIGNATURE_NAME,
  asicManifest,
  MIMETYPE_NAME,
} from '../../formats/evidence/asic-manifest.ts';
import { CONTENTS_NAME, contentsText } from '../../formats/evidence/contents-text.ts';
import {
  type About,
  MANIFEST_NAME,
  type Manifest,
  type ManifestFile,
} from '../../formats/evidence/manifest.ts';
import { encodeManifest } from '../../formats/evidence/manifest-file.ts';
import type { StoredBlob } from '../model/document.ts';
import type { FoundSubject } from './find-subject.ts';
import { gatherEvidenceFiles } from './gather-evidence-files.ts';
import { gatherDocument, gatherRequests } from './gather-files.ts';
import { gatherSupplements } from './gather-supplements.ts';
import {
  type MeasuredFile,
  type MeasurePorts,
  madeFile,
  measureFile,
  type PackageFile,
} from './package-file.ts';
import { packageReadme } from './package-readme.ts';
import type { PackagePorts } from './write-package.ts';

export interface MadePackage {
  /** In the order of the archive, the manifest last. */
  readonly files: readonly MeasuredFile[];
  /** What is kept for it alone; what the versions name is kept with them. */
  readonly made: readonly StoredBlob[];
  readonly manifest: Pick<StoredBlob, 'sha256' | 'size'>;
}

/** Gathers and reads every file once, seals the list of them, and puts the manifest on top; nothing is journalled. */
export async function makePackage(found: FoundSubject, ports: PackagePorts): Promise<MadePackage> {
  const { contract, documents, asOf, subject } = found;
  const gathered = documents.map((each, at) => gatherDocument(each, at + 1));
  const requests = gatherRequests(found);
  const own = [...gathered.flatMap(({ files }) => files), ...requests];
  const entries = own.flatMap(({ content }) => (content.kind === 'receipt' ? content.entry : []));
  const supplements = await gatherSupplements(entries, ports);
  const evidence = await gatherEvidenceFiles(documents, supplements.tokens, ports);
  const readme = packageReadme({
    contract,
    documents: documents.length,
    asOf,
    logName: ports.logName,
  });
  const made: StoredBlob[] = [];
  const keep = async (bytes: Uint8Array) => {
    const blob = await ports.blobs.put(contract.ownerId, bytes);
    made.push(blob);
    return blob;
  };
  const bench = packingBench({ ...ports, keep });
  await bench.add(container(MIMETYPE_NAME, new TextEncoder().encode(ASIC_E)));
  await bench.add(madeFile('README.txt', { role: 'readme', about: README, bytes: readme }));
  const rest = packingBench({ ...ports, keep });
  for (const file of [...own, ...supplements.files, ...evidence]) await rest.add(file);
  const listed = [...bench.listed, ...rest.listed];
  const contents = contentsText({ files: listed });
  await bench.add(madeFile(CONTENTS_NAME, { role: 'contents', about: CONTENTS, bytes: contents }));
  bench.take(rest);
  const sealed = asicManifest({ files: bench.listed });
  await bench.add(container(ASIC_MANIFEST_NAME, sealed));
  await bench.add(container(ASIC_SIGNATURE_NAME, await ports.sealPackage(sealed)));
  const manifest: Manifest = {
    subject,
    asOf,
    contract: {
      id: contract.id,
      number: contract.number.toWellFormed(),
      date: contract.date,
      unk: contract.unk,
    },
    documents: gathered.map((each) => each.listed),
    receipts: requests.map(({ name }) => name),
    files: bench.listed,
  };
  const bytes = encodeManifest(manifest);
  // It lists the others, and so not itself: neither role nor description of it stands anywhere.
  await bench.add(madeFile(MANIFEST_NAME, { role: 'contents', about: CONTENTS, bytes }));
  const last = bench.listed.at(-1);
  if (last === undefined) throw new Error('nothing was packed');
  return { files: bench.measured, made, manifest: { sha256: last.sha256, size: last.size } };
}

const README = { ru: 'С чего начать и как всё проверить', en: 'Where to start, how to verify all' };
const CONTENTS = { ru: 'Что лежит в пакете, файл за файлом', en: 'What is here, file by file' };
const CONTAINER: Readonly<Record<string, About>> = {
  [MIMETYPE_NAME]: { ru: 'Вид контейнера: ASiC-E', en: 'Kind of container: ASiC-E' },
  [ASIC_MANIFEST_NAME]: {
    ru: 'Перечень файлов для программ, читающих ASiC-E',
    en: 'List of files for programs that read ASiC-E',
  },
  [ASIC_SIGNATURE_NAME]: {
    ru: 'Печать оператора над перечнем ASiC-E',
    en: 'Seal of the operator over the ASiC-E list',
  },
};

function container(name: string, bytes: Uint8Array): PackageFile {
  const about = CONTAINER[name] ?? { ru: name, en: name };
  return madeFile(name, { role: 'container', about, bytes });
}

interface PackingBench {
  /** A new list each time it is asked for. */
  readonly listed: readonly ManifestFile[];
  readonly measured: readonly MeasuredFile[];
  add(file: PackageFile): Promise<void>;
  take(other: Pick<PackingBench, 'listed' | 'measured'>): void;
}

/** Files in the order in which they were added. */
function packingBench(ports: MeasurePorts): PackingBench {
  const listed: ManifestFile[] = [];
  const measured: MeasuredFile[] = [];
  return {
    get listed() {
      return [...listed];
    },
    get measured() {
      return [...measured];
    },
    async add(file) {
      const one = await measureFile(file, ports);
      listed.push(one.listed);
      measured.push(one.measured);
    },
    take(other) {
      listed.push(...other.listed);
      measured.push(...other.measured);
    },
  };
}
