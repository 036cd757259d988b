import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Algorithms } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { LogKey } from '../log/log-key.ts';
import type { WitnessKey } from '../log/witness-key.ts';
import type { Evidence } from '../process/evidence.ts';
import type { TrustAnchor, TrustPurpose } from '../trust/trust.ts';
import { cacheFolder, type IndexFolder, indexFolder } from './material/index-folder.ts';
import { CERTIFICATES, CRLS, type Kind, OCSP, readKind } from './material/kinds.ts';
import { crlEvidence } from './material/read-crls.ts';
import { readLogKeys, readWitnessKeys } from './read-log-keys.ts';
import { fileError } from './require-file.ts';
import type { CommandPorts } from './verify.ts';
import { UsageError, type VerifyOptions } from './verify-options.ts';

/** Everything that the caller vouches for or hands in beside the files. */
export interface Material {
  readonly trust: readonly TrustAnchor[];
  readonly logKeys: readonly LogKey[];
  readonly witnessKeys: readonly WitnessKey[];
  readonly evidence: Evidence;
}

/** Throws UsageError for a path that is not there or holds nothing of what its option is for. */
export async function readMaterial(
  options: VerifyOptions,
  { cwd, environment = {} }: Pick<CommandPorts, 'cwd' | 'environment'>,
  algorithms: Algorithms,
): Promise<Material> {
  const indexes = indexFolder(cacheFolder(environment));
  const read = <T>(kind: Kind<T>, option: string, paths: readonly string[]) =>
    readAll({ kind, option, paths, cwd, indexes });
  const anchors = await read(CERTIFICATES, '--trust', options.trust);
  const sealAnchors = await read(CERTIFICATES, '--seal-trust', options.sealTrust);
  const logKeys = await readLogKeys(options, { cwd, algorithms });
  const witnessKeys = await readWitnessKeys(options.witnessKeys, { cwd, algorithms });
  return {
    trust: trustOf(anchors, sealAnchors),
    logKeys,
    witnessKeys,
    evidence: {
      certificates: await read(CERTIFICATES, '--certificates', options.certificates),
      ...crlEvidence(await read(CRLS, '--crl', options.crls)),
      ocspResponses: await read(OCSP, '--ocsp', options.ocsp),
    },
  };
}

/** Anchors for seals alone take that purpose from the others. */
function trustOf(anchors: readonly Certificate[], sealAnchors: readonly Certificate[]) {
  if (sealAnchors.length === 0) return anchors.map((certificate) => ({ certificate }));
  return [
    ...anchors.map((certificate) => ({ certificate, purposes: OTHER_PURPOSES })),
    ...sealAnchors.map((certificate) => ({ certificate, purposes: ['seal'] as const })),
  ];
}

const OTHER_PURPOSES: readonly TrustPurpose[] = ['signature', 'time-stamp'];

async function readAll<T>(request: {
  readonly kind: Kind<T>;
  readonly option: string;
  readonly paths: readonly string[];
  readonly cwd: string;
  readonly indexes: IndexFolder;
}): Promise<T[]> {
  const { kind, option, paths, cwd, indexes } = request;
  const found: T[] = [];
  let left = kind.limit;
  for (const path of paths) {
    for (const file of await filesOf(option, path, cwd)) {
      const { octets, items } = await readKind(kind, file, { indexes, left }).catch((error) =>
        throwAdvice(option, file, error),
      );
      if (items.length === 0) throw nothingIn(option, file);
      left -= octets;
      for (const item of items) found.push(item);
    }
  }
  return found;
}

function throwAdvice(option: string, file: string, error: unknown): never {
  if (error instanceof FormatError) throw nothingIn(option, file, error.message);
  throw fileError(option, file, error);
}

/** The file itself, or the files of a folder (hidden ones and folders inside it apart), by name. */
export async function filesOf(option: string, path: string, cwd: string): Promise<string[]> {
  const full = resolve(cwd, path);
  try {
    if (!(await stat(full)).isDirectory()) return [full];
    const entries = await readdir(full, { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
    if (files.length === 0) throw nothingIn(option, full);
    return files.map(({ name }) => join(full, name)).sort();
  } catch (error) {
    throw error instanceof UsageError ? error : fileError(option, path, error);
  }
}

function nothingIn(option: string, path: string, detail?: string): UsageError {
  const why = detail === undefined ? '' : ` (${detail})`;
  return new UsageError({
    ru: `${option}: в «${path}» нет того, что нужно${why}. Укажите другой файл или папку.`,
    en: `${option}: “${path}” holds nothing of the kind${why}. Give another file or folder.`,
  });
}
