// openssl's time-stamping authority, which has no clock but the system's.
import { readFile, writeFile } from 'node:fs/promises';
import { toPem } from '../../../formats/x509/pem.ts';
import type { GostOpenssl } from '../../../test-fixtures/peers/gost-openssl.ts';
import type { TestIdentity } from '../../../test-fixtures/pki/create-pki.ts';

const CONFIG = (digest: string) => `[tsa]
serial = serial
default_policy = 2.999.1
signer_digest = ${digest}
digests = ${digest}
accuracy = secs:1, millisecs:500
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;

/** What it answers as it is asked for a token over `octets`, with a nonce. `digest` as openssl calls it. */
export async function answeredByOpenssl(
  openssl: GostOpenssl,
  octets: Uint8Array,
  { digest, tsa }: { readonly digest: string; readonly tsa: TestIdentity },
): Promise<Uint8Array> {
  const { path } = openssl;
  await writeFile(path('data'), octets);
  await writeFile(path('tsa.cnf'), CONFIG(digest));
  await writeFile(path('serial'), '01\n');
  await writeFile(path('tsa.pem'), toPem('CERTIFICATE', tsa.certificate.der));
  await writeFile(path('tsa.key'), toPem('PRIVATE KEY', tsa.pkcs8));
  await openssl('ts', '-query', '-data', 'data', `-${digest}`, '-cert', '-out', 'q.tsq');
  await openssl(
    ...['ts', '-reply', '-queryfile', 'q.tsq', '-signer', 'tsa.pem', '-inkey', 'tsa.key'],
    ...['-config', 'tsa.cnf', '-section', 'tsa', '-out', 'r.tsr'],
  );
  return new Uint8Array(await readFile(path('r.tsr')));
}
