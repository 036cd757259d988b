// Signed files of a made exporter, and the command run on them.
import type { ExecutionContext } from 'ava';
import { createGost } from '../../algorithms/gost/provider.ts';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { type Files, scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { run } from './verify.ts';

export const NOW = new Date('2026-03-01T10:00:00Z');
export const algorithms = algorithmsOf([nodeCrypto, createGost()]);
export const pki = await createPki({ now: NOW });
export const signer = await pki.issue({
  subject: {
    commonName: 'ООО «Экспорт»',
    surname: 'Иванов',
    givenName: 'Иван',
    inn: '500100732259',
  },
});
export const CONTENT = new TextEncoder().encode('contract text');

export const sign = (detached: boolean, content: Uint8Array = CONTENT, identity = signer) =>
  signCades({
    content: bytesSource(content),
    detached,
    identities: [identity],
    signingTime: NOW,
    digest: algorithms,
  });

/** What judges the signer: the options of the command are `MATERIAL`. */
export const VALIDATION_DATA = {
  'root.pem': toPem('CERTIFICATE', pki.root.der),
  'issuing.crl': await pki.crl(),
  'root.crl': await pki.crl(NOW, { of: 'root' }),
} as const satisfies Files;
export const MATERIAL = ['--trust', 'root.pem', '--crl', 'issuing.crl', '--crl', 'root.crl'];

/** Runs `okno verify` in a folder of its own with these files. */
export async function oknoVerify(
  t: ExecutionContext,
  {
    files,
    args,
    prepare,
  }: {
    readonly files: Files;
    readonly args: readonly string[];
    readonly prepare?: ((at: (name: string) => string) => Promise<void>) | undefined;
  },
) {
  const at = await scratchFolder(t, files);
  await prepare?.(at);
  const out = { stdout: '', stderr: '' };
  const code = await run(args, {
    stdout: { write: (text) => (out.stdout += text) },
    stderr: { write: (text) => (out.stderr += text) },
    cwd: at(''),
    now: () => NOW,
    environment: { OKNO_CACHE: at('cache') },
  });
  return { code, ...out, at };
}
