import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { certificatesIn } from '../../formats/x509/certificate-files.ts';
import type { TrustAnchor } from '../../verify/trust/trust.ts';
import { ConfigError } from '../config.ts';

/** The anchors that the operator trusts: every certificate file of a folder. */
export interface TrustFolder {
  /** As last read. */
  anchors(): readonly TrustAnchor[];
  /** Reads the folder anew. Rejects with ConfigError naming the file at fault; the old anchors then stay. */
  refresh(): Promise<void>;
}

const CERTIFICATE_FILE = /\.(pem|crt|cer|der|p7b|p7c)$/i;

export async function openTrustFolder(folder: string): Promise<TrustFolder> {
  await mkdir(folder, { recursive: true });
  let anchors: readonly TrustAnchor[] = [];
  const refresh = async () => {
    anchors = await readAnchors(folder);
  };
  await refresh();
  return { anchors: () => anchors, refresh };
}

async function readAnchors(folder: string): Promise<readonly TrustAnchor[]> {
  const names = (await readdir(folder)).filter((name) => CERTIFICATE_FILE.test(name)).sort();
  const anchors: TrustAnchor[] = [];
  for (const name of names) {
    try {
      const certificates = certificatesIn(await readFile(join(folder, name)));
      anchors.push(...certificates.map((certificate) => ({ certificate })));
    } catch (cause) {
      throw new ConfigError(`${join(folder, name)} is not a certificate file`, { cause });
    }
  }
  return anchors;
}
