import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import type { SigningKey } from '../../signing/signing-key.ts';
import { DurableFolders } from '../../storage/files/durable-folders.ts';
import { replaceFile } from '../../storage/files/replace-file.ts';
import { readIfThere } from './log-key.ts';

/**
 * The key of the operator's own cosigner, `keys/cosigner.key` (ML-DSA-44, PKCS #8 PEM), made when it is not there.
 * Undefined where this runtime has no ML-DSA: then there is no cosignature, and receipts are whole without it.
 */
export async function cosignerKey(data: string): Promise<SigningKey | undefined> {
  const folder = join(data, 'keys');
  const file = join(folder, 'cosigner.key');
  const stored = await readIfThere(file);
  if (stored !== undefined) return signingKeyFromPkcs8(stored.toString('utf8'));
  const pem = newKey();
  if (pem === undefined) return undefined;
  await new DurableFolders().make(folder);
  await replaceFile(file, pem);
  return signingKeyFromPkcs8(pem);
}

function newKey(): string | undefined {
  try {
    const { privateKey } = generateKeyPairSync('ml-dsa-44');
    return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  } catch {
    return undefined; // an OpenSSL before 3.5
  }
}
