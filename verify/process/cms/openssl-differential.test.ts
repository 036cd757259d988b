// Signatures by `openssl cms -sign` in drawn combinations of keys, digests and forms: both verifiers take each as
// it is, and both refuse it with one octet of the document, of a value or of what is signed changed.
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import { certificatesIn, crlsIn } from '../../../formats/x509/certificate-files.ts';
import { type Openssl, opensslMissing, withOpenssl } from '../../../test-fixtures/peers/openssl.ts';
import { testWith } from '../../../test-fixtures/peers/peer-test.ts';
import { Random } from '../../fuzz/random.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import { validateSignatures } from '../validate-signatures.ts';

const VARIANTS = 40;
const SEED = 20261122;
const algorithms = algorithmsOf([nodeCrypto]);
const CONTENT: Uint8Array = new TextEncoder().encode('Bill of lading 44\r\nline two\n'.repeat(40));

const KEYS = {
  rsa: ['RSA', '-pkeyopt', 'rsa_keygen_bits:3072'],
  p256: ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  p384: ['EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  p521: ['EC', '-pkeyopt', 'ec_paramgen_curve:P-521'],
  brainpool: ['EC', '-pkeyopt', 'ec_paramgen_curve:brainpoolP256r1'],
} as const satisfies Record<string, readonly string[]>;
type Key = keyof typeof KEYS;
const NAMES = Object.keys(KEYS) as Key[];

/** File names and octets: an authority that is the anchor, its empty list, and a signer for each key. */
type Files = ReadonlyMap<string, Uint8Array>;

async function makeFiles(): Promise<Files> {
  return withOpenssl(async (openssl) => {
    const authority = ['-addext', 'basicConstraints=critical,CA:true', '-addext'];
    await openssl(
      ...['req', '-x509', '-newkey', 'rsa:3072', '-nodes', '-keyout', 'root.key', '-days', '90'],
      ...['-subj', '/CN=Root', ...authority, 'keyUsage=critical,keyCertSign,cRLSign'],
      ...['-out', 'root.pem'],
    );
    await openssl.write('index.txt', '');
    await openssl.write(
      'ca.cnf',
      '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ndefault_md=sha256\ndefault_crl_days=30\n',
    );
    await openssl(
      ...['ca', '-gencrl', '-config', 'ca.cnf', '-keyfile', 'root.key', '-cert', 'root.pem'],
      ...['-out', 'root.crl'],
    );
    await openssl.write(
      'usage',
      'basicConstraints=critical,CA:false\nkeyUsage=critical,digitalSignature\nsubjectKeyIdentifier=hash\n',
    );
    for (const name of NAMES) {
      await openssl('genpkey', '-algorithm', ...KEYS[name], '-out', `${name}.key`);
      await openssl('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${name}`, '-out', 'csr');
      await openssl(
        ...['x509', '-req', '-in', 'csr', '-CA', 'root.pem', '-CAkey', 'root.key', '-days', '60'],
        ...['-CAcreateserial', '-extfile', 'usage', '-out', `${name}.pem`],
      );
    }
    const names = [
      'root.pem',
      'root.crl',
      ...NAMES.flatMap((each) => [`${each}.pem`, `${each}.key`]),
    ];
    return new Map(
      await Promise.all(names.map(async (each) => [each, await openssl.read(each)] as const)),
    );
  });
}

interface Variant {
  readonly signers: readonly Key[];
  readonly options: readonly string[];
  readonly attached: boolean;
  readonly form: 'DER' | 'PEM';
  readonly digest: string;
  /** Another signer, who comes afterwards. */
  readonly then?: Key;
}

function draw(random: Random): Variant {
  const once = (odds: number, ...options: readonly string[]) =>
    random.below(100) < odds ? options : [];
  const signers = [...new Set([random.of(NAMES), ...once(40, random.of(NAMES))])] as Key[];
  const noAttributes = once(30, '-noattr');
  const padding = ['-keyopt', 'rsa_padding_mode:pss'];
  const salt = once(60, '-keyopt', `rsa_pss_saltlen:${random.of(['digest', 'max', '20'])}`);
  // OpenSSL 3.0 writes RSASSA-PSS neither without attributes nor streamed, and of SHA-3 only PKCS #1 v1.5.
  const pss = noAttributes.length === 0 ? once(50, ...padding, ...salt) : [];
  const plain = pss.length === 0 && signers.every((name) => name === 'rsa');
  const digest = random.of(['sha256', 'sha384', 'sha512', ...(plain ? ['sha3-256'] : [])]);
  const attached = random.below(2) === 0;
  const [then] = (attached && noAttributes.length === 0 ? once(30, random.of(NAMES)) : []) as Key[];
  return {
    signers,
    attached,
    form: random.of(['DER', 'DER', 'PEM']),
    digest,
    ...(then === undefined || signers.includes(then) || digest === 'sha3-256' ? {} : { then }),
    options: [
      ...signers.flatMap((name) => [
        ...['-signer', `${name}.pem`, '-inkey', `${name}.key`],
        ...(name === 'rsa' ? pss : []),
      ]),
      ...['-md', digest, ...noAttributes, ...(attached ? ['-nodetach'] : [])],
      ...once(30, '-keyid'),
      ...once(30, '-nocerts'),
      ...(pss.length === 0 ? once(40, '-stream', '-indef') : []),
      ...(noAttributes.length === 0 ? once(30, '-cades') : []),
      ...(noAttributes.length === 0 ? once(20, '-econtent_type', '1.2.643.100.200.1') : []),
    ],
  };
}

async function make(openssl: Openssl, files: Files, variant: Variant): Promise<Uint8Array> {
  for (const [name, octets] of files) await openssl.write(name, octets);
  const { options, form, then, digest } = variant;
  await openssl.write('content', CONTENT);
  const out = ['-outform', form, '-out'];
  await openssl('cms', '-sign', '-binary', '-in', 'content', ...options, ...out, 'one');
  if (then === undefined) return openssl.read('one');
  const by = ['-signer', `${then}.pem`, '-inkey', `${then}.key`, '-md', digest];
  await openssl('cms', '-resign', '-inform', form, '-in', 'one', ...by, ...out, 'two');
  return openssl.read('two');
}

const certificates = (files: Files) =>
  NAMES.flatMap((name) => certificatesIn(files.get(`${name}.pem`) ?? new Uint8Array()));

async function ours(cms: Uint8Array, content: Uint8Array | undefined, files: Files) {
  const read = (name: string) => files.get(name) ?? new Uint8Array();
  const { signatures } = await validateSignatures({
    signature: { name: 'cms', source: bytesSource(cms) },
    ...(content && { content: { name: 'content', source: bytesSource(content) } }),
    trust: certificatesIn(read('root.pem')).map((certificate) => ({ certificate })),
    evidence: {
      certificates: certificates(files),
      crls: crlsIn(read('root.crl')),
      ocspResponses: [],
    },
    policy: defaultPolicy,
    time: new Date(),
    algorithms,
  });
  return signatures;
}

async function theirs(
  openssl: Openssl,
  cms: Uint8Array,
  content: Uint8Array | undefined,
): Promise<boolean> {
  await openssl.write('cms', cms);
  await openssl.write('document', content ?? '');
  const document = content === undefined ? [] : ['-content', 'document'];
  try {
    await openssl(
      ...['cms', '-verify', '-binary', '-inform', 'DER', '-in', 'cms', ...document],
      ...['-CAfile', 'root.pem', '-certfile', 'all.pem', '-purpose', 'any', '-out', 'out'],
    );
    return true;
  } catch {
    return false;
  }
}

/** With one bit changed amid `part`, which must be found. */
function changed(octets: Uint8Array, part: Uint8Array): Uint8Array {
  const copy = Buffer.from(octets);
  const at = copy.indexOf(part);
  if (at < 0) throw new RangeError('the part is not found');
  const middle = at + (part.length >> 1);
  copy[middle] = (copy[middle] ?? 0) ^ 1;
  return new Uint8Array(copy);
}

const files: Files = (await opensslMissing()) === undefined ? await makeFiles() : new Map();
const random = new Random(SEED);

for (let number = 1; number <= VARIANTS; number += 1) {
  const variant = draw(random);
  const { signers, options, attached, form, then } = variant;
  const told = options.filter((each) => !/\.(?:pem|key)$|^-(?:signer|inkey)$/.test(each));
  const title = [...signers, ...told, form, ...(then ? ['then', then] : [])].join(' ');
  testWith('openssl', 'openssl')(`openssl cms, variant ${number}: ${title}`, async (t) => {
    await withOpenssl(async (openssl) => {
      const cms = await make(openssl, files, variant);
      const all = NAMES.map((name) => Buffer.from(files.get(`${name}.pem`) ?? []).toString());
      await openssl.write('all.pem', all.join(''));
      await openssl.write('cms', cms);
      await openssl(
        'cms',
        '-cmsout',
        '-inform',
        form,
        '-in',
        'cms',
        '-outform',
        'DER',
        '-out',
        'der',
      );
      const der = await openssl.read('der');
      const content = attached ? undefined : CONTENT;

      const reports = await ours(cms, content, files);
      t.is(reports.length, signers.length + (then === undefined ? 0 : 1));
      for (const { indication, reason } of reports) {
        t.is(indication, 'TOTAL-PASSED', JSON.stringify(reason));
      }
      t.true(await theirs(openssl, der, content), 'openssl takes it');

      const refused = async (what: string, file: Uint8Array, document = content) => {
        const passed = (await ours(file, document, files)).filter(
          ({ indication }) => indication === 'TOTAL-PASSED',
        );
        t.true(passed.length < reports.length, `${what} changed: not all pass`);
        t.false(await theirs(openssl, file, document), `${what} changed: openssl refuses`);
        return passed.length;
      };
      const line = new TextEncoder().encode('line two');
      const document = content === undefined ? undefined : changed(content, line);
      t.is(await refused('the document', attached ? changed(der, line) : der, document), 0);
      for (const { signature, signedAttributes } of (await parseSignedData(bytesSource(der)))
        .signerInfos) {
        t.is(await refused('a value', changed(der, signature)), reports.length - 1);
        const digest = signedAttributes?.list.find(({ oid }) => oid === OID.messageDigest);
        const [value] = digest?.values ?? [];
        if (value !== undefined) await refused('a digest', changed(der, value));
      }
    });
  });
}
