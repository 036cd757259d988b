import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toPem } from '../../formats/x509/pem.ts';
import type { TestIdentity, TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { operatorSeal } from './cast.ts';

/** What an operator prepares: the trusted root and the seal. The log key the service makes itself. */
export async function prepareService(data: string, pki: TestPki): Promise<void> {
  await mkdir(join(data, 'trust'), { recursive: true });
  await mkdir(join(data, 'keys'), { recursive: true, mode: 0o700 });
  await writeFile(join(data, 'trust/test-root.pem'), toPem('CERTIFICATE', pki.root.der));
  const seal = await pki.issue({ subject: operatorSeal, key: 'rsa' });
  await writeSeal(join(data, 'keys'), seal);
}

async function writeSeal(folder: string, seal: TestIdentity): Promise<void> {
  const chain = [seal.certificate, ...seal.chain].map(({ der }) => toPem('CERTIFICATE', der));
  await writeFile(join(folder, 'seal.crt'), chain.join(''));
  await writeFile(join(folder, 'seal.key'), toPem('PRIVATE KEY', seal.pkcs8), { mode: 0o600 });
}
