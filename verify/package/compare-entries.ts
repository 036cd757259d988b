import {
  MANIFEST_NAME,
  MANIFEST_RECEIPT_NAME,
  type Manifest,
  type ManifestFile,
} from '../../formats/evidence/manifest.ts';
import { failed } from './finding.ts';
import type { MeasuredEntry } from './measure-entries.ts';
import type { PackageFinding } from './package-report.ts';

/** Names every entry that is not as the manifest lists it: added, removed, renamed, changed, moved. */
export function compareEntries(
  manifest: Manifest,
  entries: readonly MeasuredEntry[],
): readonly PackageFinding[] {
  const content = entries.filter(({ name }) => !OWN.includes(name));
  const present = new Map(content.map((entry) => [entry.name, entry]));
  const listed = new Map(manifest.files.map((file) => [file.name, file]));
  const missing = manifest.files.filter(({ name }) => !present.has(name));
  const added = content.filter(({ name }) => !listed.has(name));
  const changed = manifest.files.flatMap((file) => changedFinding(file, present.get(file.name)));
  const findings = [...changed, ...renamedFindings(missing, added)];
  return findings.length > 0 ? findings : orderFindings(manifest, entries);
}

const OWN = [MANIFEST_NAME, MANIFEST_RECEIPT_NAME];

function changedFinding(file: ManifestFile, entry: MeasuredEntry | undefined): PackageFinding[] {
  if (entry === undefined) return [];
  const same = entry.sha256 === file.sha256 && entry.source.size === file.size;
  return same ? [] : [failed('entry-changed', 'HASH_FAILURE', { name: file.name })];
}

/** An added entry with the digest of a missing one is that one under another name. */
function renamedFindings(
  missing: readonly ManifestFile[],
  added: readonly MeasuredEntry[],
): PackageFinding[] {
  const unexplained = [...missing];
  const findings = added.map(({ name, sha256 }) => {
    const at = unexplained.findIndex((file) => file.sha256 === sha256);
    const [was] = at < 0 ? [] : unexplained.splice(at, 1);
    return was === undefined
      ? failed('entry-added', 'FORMAT_FAILURE', { name })
      : failed('entry-renamed', 'FORMAT_FAILURE', { name, was: was.name });
  });
  const removed = unexplained.map(({ name }) =>
    failed('entry-removed', 'FORMAT_FAILURE', { name }),
  );
  return [...findings, ...removed];
}

function orderFindings(
  { files }: Manifest,
  entries: readonly MeasuredEntry[],
): readonly PackageFinding[] {
  const wanted = [...files.map(({ name }) => name), ...OWN];
  const same = wanted.every((name, at) => entries[at]?.name === name);
  return same ? [] : [failed('entries-reordered', 'FORMAT_FAILURE')];
}
