// GOST R 34.10-2012 by OpenSSL's engine, through its command line: a pattern for tools that come as programs.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPublicKey } from '../../algorithms/identifiers/public-key.ts';
import {
  AlgorithmError,
  type AlgorithmProvider,
  type DigestAlgorithm,
  type SignatureAlgorithm,
  type VerifyRequest,
} from '../../algorithms/provider.ts';

const ENVIRONMENT = {
  ...process.env,
  OPENSSL_CONF: fileURLToPath(new URL('engine.cnf', import.meta.url)),
};
/** A command that hangs must not hang the verifier. */
const TIMEOUT_MS = 10_000;

interface Bits {
  readonly bits: 256 | 512;
  readonly digestOid: string;
  /** The digest as the engine calls it. */
  readonly digestName: string;
  readonly keyOid: string;
  readonly signatureOid: string;
}

const SIZES: readonly Bits[] = [
  {
    bits: 256,
    digestOid: '1.2.643.7.1.1.2.2',
    digestName: 'md_gost12_256',
    keyOid: '1.2.643.7.1.1.1.1',
    signatureOid: '1.2.643.7.1.1.3.2',
  },
  {
    bits: 512,
    digestOid: '1.2.643.7.1.1.2.3',
    digestName: 'md_gost12_512',
    keyOid: '1.2.643.7.1.1.1.2',
    signatureOid: '1.2.643.7.1.1.3.3',
  },
];

const uris = (name: string) => [
  `urn:ietf:params:xml:ns:cpxmlsec:algorithms:${name}`,
  `http://www.w3.org/2001/04/xmldsig-more#${name}`,
];

/** What `--provider ./examples/provider-openssl/provider.ts` loads. */
export const provider: AlgorithmProvider = {
  name: 'openssl-gost-engine',
  digests: SIZES.map(digestOf),
  signatures: SIZES.map(signatureOf),
};

function digestOf({ bits, digestOid, digestName }: Bits): DigestAlgorithm {
  return {
    name: `streebog${bits}`,
    oid: digestOid,
    xmlUris: uris(`gostr34112012-${bits}`),
    size: bits / 8,
    async digest(data) {
      const { ok, stdout, stderr } = await openssl(['dgst', `-${digestName}`, '-binary'], data);
      if (!ok) throw new Error(`openssl dgst: ${stderr}`);
      return new Uint8Array(stdout);
    },
  };
}

function signatureOf(size: Bits): SignatureAlgorithm {
  const { bits, digestOid, keyOid, signatureOid } = size;
  return {
    name: `gost2012-${bits}`,
    oids: [signatureOid, keyOid],
    xmlUris: uris(`gostr34102012-gostr34112012-${bits}`),
    keyOids: [keyOid],
    digestOid: () => digestOid,
    async verify(request) {
      refuseContradictions(size, request);
      // A folder of its own: two verifications at once must not meet.
      const folder = await mkdtemp(join(tmpdir(), 'okno-provider-'));
      try {
        return await verifyIn(folder, size, request);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** The contract of `verify`: a request that contradicts itself is an error, not a wrong signature. */
function refuseContradictions({ bits, digestOid, keyOid }: Bits, request: VerifyRequest): void {
  const scheme = `gost2012-${bits}`;
  if (readPublicKey(request.publicKey, scheme).oid !== keyOid) {
    throw new AlgorithmError('unsupported-key', scheme, 'key of another algorithm');
  }
  const beside = request.digestOid ?? digestOid;
  const { parameters } = request.algorithm;
  const isNull = parameters?.length === 2 && parameters[0] === 0x05 && parameters[1] === 0;
  if (beside !== digestOid || (parameters !== undefined && !isNull)) {
    throw new AlgorithmError('bad-parameters', scheme, 'digest or parameters do not fit');
  }
}

async function verifyIn(
  folder: string,
  { bits, digestName }: Bits,
  { publicKey, data, signature }: VerifyRequest,
): Promise<boolean> {
  // The engine would compare what a longer value begins with.
  if (signature.length !== bits / 4) return false;
  const [key, value] = [join(folder, 'key.der'), join(folder, 'signature')];
  await writeFile(key, publicKey);
  await writeFile(value, signature);
  const { ok, stderr } = await openssl(['pkey', '-pubin', '-inform', 'DER', '-in', key, '-noout']);
  if (!ok) throw new AlgorithmError('unsupported-key', `gost2012-${bits}`, stderr.trim());
  const command = [
    'dgst',
    `-${digestName}`,
    '-verify',
    key,
    '-keyform',
    'DER',
    '-signature',
    value,
  ];
  const answer = await openssl(command, data);
  return answer.ok && answer.stdout.toString().trim() === 'Verified OK';
}

interface Answer {
  readonly ok: boolean;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs openssl to its end; a verdict by exit status is an answer, a program that cannot start an error. */
function openssl(args: readonly string[], input: Uint8Array = new Uint8Array()): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { env: ENVIRONMENT, encoding: 'buffer', timeout: TIMEOUT_MS } as const;
    const child = execFile('openssl', args, options, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve({ ok: error === null, stdout, stderr: stderr.toString() });
    });
    // It may give up on its key before it has read the message.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
