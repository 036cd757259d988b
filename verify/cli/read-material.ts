import { join, resolve } from 'node:path';
import type { Algorithms } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { LogKey } from '../log/log-key.ts';
import type { WitnessKey } from '../log/witness-key.ts';
import type { Evidence } from '../process/evidence.ts';
import type { UnreadableMaterial } from '../report/verdict.ts';
import type { TrustAnchor, TrustPurpose } from '../trust/trust.ts';
import { type IndexFolder, indexFolder } from './material/index-folder.ts';
import { CERTIFICATES, CRLS, isPem, type Kind, OCSP, readKind } from './material/kinds.ts';
import { namesInFolder, noFileCode } from './material/names-in-folder.ts';
import { crlEvidence } from './material/read-crls.ts';
import { readLogKeys, readWitnessKeys } from './read-log-keys.ts';
import { fileError } from './require-file.ts';
import { type FilesOptions, UsageError } from './verify-options.ts';

/** Everything that the caller vouches for or hands in beside the files. */
export interface Material {
  readonly trust: readonly TrustAnchor[];
  readonly logKeys: readonly LogKey[];
  readonly witnessKeys: readonly WitnessKey[];
  readonly evidence: Evidence;
}

/** The same with what its reading has to tell. */
export interface ReadMaterial extends Material {
  /** Full paths of the files that gave something. */
  readonly read: readonly string[];
  /** Files of folders that hold nothing of what the option is for: left out, and to be told. */
  readonly unreadable: readonly UnreadableMaterial[];
}

interface MaterialPlaces {
  /** Folder that relative paths start from. */
  readonly cwd: string;
  /** Folder of what can be made again. */
  readonly cache: string;
  readonly algorithms: Algorithms;
}

/** Throws UsageError for a path that is not there or holds nothing of what its option is for. */
export async function readMaterial(
  options: FilesOptions,
  { cwd, cache, algorithms }: MaterialPlaces,
): Promise<ReadMaterial> {
  const indexes = indexFolder(cache);
  const unreadable: UnreadableMaterial[] = [];
  const given: string[] = [];
  const read = <T>(kind: Kind<T>, option: string, paths: readonly string[]) =>
    readAll({ kind, option, paths, cwd, indexes, given, unreadable });
  const anchors = [
    ...(await read(CERTIFICATES, '--trust', options.trust)).map((certificate) => ({ certificate })),
    ...(await limitedAnchors(options.anchors, cwd, (name) =>
      read(CERTIFICATES, '--anchors', [name]),
    )),
  ];
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
    read: given,
    unreadable,
  };
}

/** Anchors for seals alone take that purpose from the others, those apart that say themselves what they are for. */
export function trustOf(
  anchors: readonly TrustAnchor[],
  sealAnchors: readonly Certificate[],
): readonly TrustAnchor[] {
  if (sealAnchors.length === 0) return anchors;
  return [
    ...anchors.map((anchor) => ({ purposes: OTHER_PURPOSES, ...anchor })),
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
  readonly given: string[];
  readonly unreadable: UnreadableMaterial[];
}): Promise<T[]> {
  const { kind, option, paths, cwd, indexes, given, unreadable } = request;
  const found: T[] = [];
  let left = kind.limit;
  for (const path of paths) {
    const files = await filesOf(option, path, cwd);
    const before = found.length;
    const told = unreadable.length;
    for (const file of files) {
      try {
        const { octets, items } = await readKind(kind, file, { indexes, left });
        left -= octets;
        for (const item of items) found.push(item);
        if (items.length > 0) given.push(file);
        else unreadable.push({ option, file, message: 'nothing of the kind' });
      } catch (error) {
        if (files.length === 1 && !(error instanceof FormatError))
          throw fileError(option, path, error);
        unreadable.push({ option, file, message: messageOf(option, file, error) });
      }
    }
    // Of a folder some may be something else; a path that gives nothing at all is a mistake.
    if (found.length > before) continue;
    const [first] = unreadable.splice(told);
    throw nothingIn(option, path, first?.message);
  }
  return found;
}

/** Why a file is none of the kind; throws UsageError for one that is there and cannot be read. */
function messageOf(option: string, file: string, error: unknown): string {
  if (error instanceof FormatError) return error.message;
  const code = noFileCode(error);
  if (code === undefined) throw fileError(option, file, error);
  return code;
}

/** The file itself, or the files of a folder. Throws UsageError. */
export async function filesOf(option: string, path: string, cwd: string): Promise<string[]> {
  const full = resolve(cwd, path);
  let names: readonly string[] | undefined;
  try {
    names = await namesInFolder(full);
  } catch (error) {
    throw fileError(option, path, error);
  }
  if (names === undefined) return [full];
  if (names.length === 0) throw nothingIn(option, full);
  return names.map((name) => join(full, name));
}

/** Loaded where it is asked for: without it `okno verify` starts faster. */
async function limitedAnchors(
  files: readonly string[],
  cwd: string,
  read: (name: string) => Promise<readonly Certificate[]>,
): Promise<readonly TrustAnchor[]> {
  if (files.length === 0) return [];
  const { readAnchors } = await import('./anchors/read-anchors.ts');
  const { trusted } = await import('./anchors/anchor-fields.ts');
  return trusted(await readAnchors(files, cwd), async (name) =>
    isPem(name) ? certificatesInPem(name) : read(name),
  );
}

function certificatesInPem(text: string): readonly Certificate[] {
  try {
    return CERTIFICATES.parse(Buffer.from(text));
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw nothingIn('--anchors', 'PEM', error.message);
  }
}

function nothingIn(option: string, path: string, detail?: string): UsageError {
  const why = detail === undefined ? '' : ` (${detail})`;
  return new UsageError({
    ru: `${option}: в «${path}» нет того, что нужно${why}. Укажите другой файл или папку.`,
    en: `${option}: “${path}” holds nothing of the kind${why}. Give another file or folder.`,
  });
}
