import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toPem } from '../../formats/x509/pem.ts';
import type { TestIdentity, TestPki } from '../../test-fixtures/pki/create-pki.ts';
import type { TestKeyType } from '../../test-fixtures/pki/keys.ts';
import { operatorSeal } from './cast.ts';

/** What an operator prepares: the trusted roots and the seal. The log key the service makes itself. */
export async function prepareService(
  data: string,
  { roots, sealer, key }: { roots: readonly TestPki[]; sealer: TestPki; key: TestKeyType },
): Promise<void> {
  await mkdir(join(data, 'trust'), { recursive: true });
  await mkdir(join(data, 'keys'), { recursive: true, mode: 0o700 });
  const pems = roots.map(({ root }) => toPem('CERTIFICATE', root.der));
  await writeFile(join(data, 'trust/test-roots.pem'), pems.join(''));
  const seal = await sealer.issue({ subject: operatorSeal, key });
  await writeSeal(join(data, 'keys'), seal);
}

async function writeSeal(folder: string, seal: TestIdentity): Promise<void> {
  const chain = [seal.certificate, ...seal.chain].map(({ der }) => toPem('CERTIFICATE', der));
  await writeFile(join(folder, 'seal.crt'), chain.join(''));
  await writeFile(join(folder, 'seal.key'), toPem('PRIVATE KEY', seal.pkcs8), { mode: 0o600 });
}
