import { readFile, writeFile } from 'node:fs/promises';
import type { GostOpenssl } from './gost-openssl.ts';

export interface EngineKey {
  readonly algorithm: 'gost2012_256' | 'gost2012_512';
  /** As the engine names parameter sets: A, B, C, XA, XB, TCA to TCD. */
  readonly set: string;
}

/** Digest that goes with the key, as an option of openssl. */
export function digestOption({ algorithm }: EngineKey): string {
  return algorithm === 'gost2012_256' ? '-md_gost12_256' : '-md_gost12_512';
}

const CONFIG = `[req]
distinguished_name = dn
prompt = no
[dn]
CN = unnamed
[ca]
default_ca = sub
[sub]
dir = .
database = index.txt
new_certs_dir = .
serial = serial
certificate = sub.pem
private_key = sub.key
default_md = default
default_days = 365
default_crl_days = 7
policy = any
[any]
commonName = supplied
[v3_ca]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[v3_root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[v3_sign]
keyUsage = critical,digitalSignature,nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[v3_ocsp]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,OCSPSigning
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
1.3.6.1.5.5.7.48.1.5 = ASN1:NULL
[v3_tsa]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
`;

/**
 * A root, an issuing authority below it, and the end entities `signer`, `revoked` (which the CRL lists),
 * `ocsp` and `tsa`, all made and signed by OpenSSL's engine: `NAME.key` and `NAME.pem` in its folder,
 * `sub.crl` and `root.crl` in DER.
 */
export async function engineAuthority(openssl: GostOpenssl, key: EngineKey): Promise<void> {
  await writeFile(openssl.path('ca.cnf'), CONFIG);
  await writeFile(openssl.path('index.txt'), '');
  await writeFile(openssl.path('serial'), '1000\n');
  const config = ['-config', 'ca.cnf'];
  const subject = (name: string) => ['-subj', `/CN=GOST ${key.set} ${name}`];
  const fresh = (name: string) => [
    ...['-newkey', key.algorithm, '-pkeyopt', `paramset:${key.set}`, '-nodes'],
    ...['-keyout', `${name}.key`, ...subject(name), ...config],
  ];
  await openssl(
    'req',
    '-x509',
    ...fresh('root'),
    '-days',
    '3650',
    '-extensions',
    'v3_root',
    '-out',
    'root.pem',
  );
  await openssl('req', '-new', ...fresh('sub'), '-out', 'sub.csr');
  await openssl(
    ...[
      'x509',
      '-req',
      '-in',
      'sub.csr',
      '-CA',
      'root.pem',
      '-CAkey',
      'root.key',
      '-CAcreateserial',
    ],
    ...['-days', '3650', '-extfile', 'ca.cnf', '-extensions', 'v3_ca', '-out', 'sub.pem'],
  );
  const crl = async (name: string) => {
    const by = ['-keyfile', `${name}.key`, '-cert', `${name}.pem`];
    await openssl('ca', ...config, '-gencrl', ...by, '-out', `${name}.crl.pem`);
    await openssl('crl', '-in', `${name}.crl.pem`, '-outform', 'DER', '-out', `${name}.crl`);
  };
  await crl('root');
  const purposes = { signer: 'v3_sign', revoked: 'v3_sign', ocsp: 'v3_ocsp', tsa: 'v3_tsa' };
  for (const [name, extensions] of Object.entries(purposes)) {
    await openssl('req', '-new', ...fresh(name), '-out', `${name}.csr`);
    const issue = ['-extensions', extensions, '-in', `${name}.csr`, '-out', `${name}.pem`];
    await openssl('ca', ...config, '-batch', '-notext', ...issue);
  }
  await openssl('ca', ...config, '-revoke', 'revoked.pem');
  await crl('sub');
  const pem = ['root.pem', 'sub.pem'].map((name) => readFile(openssl.path(name), 'utf8'));
  await writeFile(openssl.path('chain.pem'), (await Promise.all(pem)).join(''));
}

/** An OCSP response of the engine's responder about `signer` and `revoked`, in DER. */
export async function engineOcsp(
  openssl: GostOpenssl,
  key: EngineKey,
  certIdDigest: string,
): Promise<Uint8Array> {
  const about = ['-issuer', 'sub.pem', '-cert', 'signer.pem', '-cert', 'revoked.pem'];
  await openssl('ocsp', certIdDigest, ...about, '-no_nonce', '-reqout', 'ocsp.req');
  await openssl(
    ...[
      'ocsp',
      '-index',
      'index.txt',
      '-rsigner',
      'ocsp.pem',
      '-rkey',
      'ocsp.key',
      '-CA',
      'sub.pem',
    ],
    ...[
      '-reqin',
      'ocsp.req',
      '-respout',
      'ocsp.der',
      '-rmd',
      digestOption(key).slice(1),
      '-ndays',
      '1',
    ],
  );
  return new Uint8Array(await readFile(openssl.path('ocsp.der')));
}
