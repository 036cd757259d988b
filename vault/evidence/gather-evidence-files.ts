import { toHex } from '../../formats/hex.ts';
import { sha256Of } from '../../verify/log/sha256.ts';
import type { Evidence } from '../../verify/process/evidence.ts';
import type { EvidenceBlob } from '../model/document.ts';
import type { FoundDocument } from './find-subject.ts';
import { keptBlob } from './gather-files.ts';
import { madeFile, type PackageFile } from './package-file.ts';
import type { PackagePorts } from './write-package.ts';

const KINDS = {
  certificate: {
    folder: 'certificates',
    extension: 'cer',
    about: { ru: 'Сертификат', en: 'Certificate' },
  },
  crl: {
    folder: 'crls',
    extension: 'crl',
    about: { ru: 'Список отозванных сертификатов', en: 'Certificate revocation list' },
  },
  ocsp: {
    folder: 'ocsp',
    extension: 'ors',
    about: { ru: 'Ответ OCSP о состоянии сертификата', en: 'OCSP response' },
  },
} as const;

/** What the decisions stood on, each once however many signatures used it, and what judges seal and time-stamps. */
export async function gatherEvidenceFiles(
  documents: readonly FoundDocument[],
  tokens: readonly Uint8Array[],
  ports: PackagePorts,
): Promise<readonly PackageFile[]> {
  const files = new Map<string, PackageFile>();
  const versions = documents.flatMap((each) => each.versions);
  const signatures = versions.flatMap((version) => version.signatures);
  for (const blob of signatures.flatMap(({ evidence }) => evidence)) {
    const { name, role, about } = evidenceFile(blob.kind, blob.sha256);
    files.set(name, { name, role, about, content: keptBlob(blob) });
  }
  const fresh = [
    ...listOf(await ports.sealEvidence()),
    ...(tokens.length === 0 ? [] : listOf(await ports.tokenEvidence(tokens))),
  ];
  for (const { kind, der } of fresh) {
    const { name, ...facts } = evidenceFile(kind, toHex(await sha256Of(ports.algorithms)(der)));
    if (!files.has(name)) files.set(name, madeFile(name, { ...facts, bytes: der }));
  }
  return [...files.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function evidenceFile(kind: EvidenceBlob['kind'], sha256: string) {
  const { folder, extension, about } = KINDS[kind];
  return { name: `evidence/${folder}/${sha256}.${extension}`, role: kind, about };
}

function listOf({ certificates, crls, ocspResponses }: Evidence) {
  return [
    ...certificates.map(({ der }) => ({ kind: 'certificate', der }) as const),
    ...crls.map(({ der }) => ({ kind: 'crl', der }) as const),
    ...ocspResponses.map(({ der }) => ({ kind: 'ocsp', der }) as const),
  ];
}
