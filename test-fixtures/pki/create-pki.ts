import { randomBytes } from 'node:crypto';
import * as asn1js from 'asn1js';
import { CertID, type Extension, Certificate as PkijsCertificate } from 'pkijs';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { parseCertificate } from '../../formats/x509/parse-certificate.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';
import {
  type Authority,
  hex,
  issueCertificate,
  makeCrl,
  type RevocationReason,
} from './authority.ts';
import {
  type AccessUrls,
  authorityInfoAccess,
  basicConstraints,
  certificatePolicies,
  crlDistributionPoints,
  extendedKeyUsage,
  extension,
  identificationKind,
  issuerSignTool,
  type KeyUsage,
  keyUsage,
  subjectSignTool,
} from './extensions.ts';
import { generateKeys, type TestKeys, type TestKeyType } from './keys.ts';
import { answerOcspRequest, type Responder, respond } from './ocsp.ts';
import { type SubjectFields, subjectName } from './subject-name.ts';

const DAY = 24 * 60 * 60 * 1000;
const YEAR = 365 * DAY;

/** Said in every certificate of the PKI, in words that nobody can take for a real authority. */
export const TEST_ORGANIZATION = 'ТЕСТ Окно (не для доверия)';
/** FSB order 795, para. 32: класс средства ЭП КС1. */
export const POLICY_KS1 = '1.2.643.100.113.1';
const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const NO_REV_AVAIL = '2.5.29.56';
const OCSP_NO_CHECK = '1.3.6.1.5.5.7.48.1.5';

export interface PkiOptions {
  /** The clock, or the instant at which it stands. */
  readonly now: Date | (() => Date);
  /** Octets for serial numbers. */
  readonly random?: (size: number) => Uint8Array;
  /** Key of the root and of the issuing authority; ECDSA P-256 by default, RSA-2048 or GOST on request. */
  readonly caKey?: TestKeyType;
  /** Written into certificates as CDP and AIA; absent where nothing answers. */
  readonly urls?: AccessUrls & { readonly crl?: string; readonly rootCrl?: string };
  /** When the issuing authority's certificate ends; ten years on by default. */
  readonly issuerUntil?: Date;
  /** Told apart from another PKI by name too; the default gives equal names with other keys. */
  readonly label?: string;
}

export interface IssueRequest {
  readonly subject: SubjectFields;
  readonly key?: TestKeyType;
  /** Of another identity: a further certificate for the same key. */
  readonly keys?: TestKeys;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly keyUsage?: readonly KeyUsage[];
  /** OIDs; an empty list leaves the extension out. */
  readonly extendedKeyUsage?: readonly string[];
  /** RFC 3161 §2.3 asks it of a time-stamping authority. */
  readonly extendedKeyUsageCritical?: boolean;
  /** Empty leaves the extension out. */
  readonly cdp?: readonly string[];
  readonly aia?: AccessUrls;
  readonly policies?: readonly string[];
  /** RFC 9608: says that it never will be revoked. */
  readonly noRevAvail?: boolean;
  /** Makes a further authority under the issuer. */
  readonly ca?: { readonly pathLength?: number };
  readonly issuedBy?: 'issuing' | 'root';
}

/** An identity with its private key in the open: for tests and demonstrations only. */
export interface TestIdentity extends SigningIdentity {
  readonly pkcs8: Uint8Array;
  readonly keys: TestKeys;
}

export interface CrlRequest {
  readonly of?: 'issuing' | 'root';
  readonly nextUpdate?: Date;
}

export interface TestPki {
  readonly root: Certificate;
  readonly issuer: Certificate;
  readonly now: () => Date;
  issue(request: IssueRequest): Promise<TestIdentity>;
  /** From `at` on, CRL and OCSP say so; `certificate` may be the issuing authority's. */
  revoke(
    certificate: Certificate,
    at: Date,
    reason?: RevocationReason,
    invaliditySince?: Date,
  ): void;
  /** DER, as of `at` (now by default); nextUpdate seven days later unless given. */
  crl(at?: Date, request?: CrlRequest): Promise<Uint8Array>;
  /** DER answer to a DER request, or about a certificate; nextUpdate one day later unless given. */
  ocsp(about: Uint8Array | Certificate, at?: Date, nextUpdate?: Date): Promise<Uint8Array>;
  /** Another PKI, not related: same names, other keys. */
  otherRoot(): Promise<TestPki>;
}

/** A test PKI: root, issuing authority, OCSP responder. Time and random octets are parameters. */
export async function createPki(options: PkiOptions): Promise<TestPki> {
  const { now: given } = options;
  const now = given instanceof Date ? () => given : given;
  const serial = serialSource(options.random ?? ((size) => new Uint8Array(randomBytes(size))));
  const { root, issuing } = await createAuthorities(options, now(), serial);
  const { caKey = 'ec' } = options;
  const responderKeys = await generateKeys(caKey === 'rsa' ? 'ec' : caKey);
  const responders = await createResponders({ root, issuing, responderKeys }, now(), serial);
  let crlNumber = 0;
  const chain = [toCertificate(issuing.certificate)];
  const authorityOf = (certificate: Certificate) =>
    Buffer.compare(certificate.issuer.der, chain[0]?.subject.der ?? Buffer.alloc(0)) === 0
      ? issuing
      : root;
  return {
    root: toCertificate(root.certificate),
    issuer: toCertificate(issuing.certificate),
    now,
    async issue(request) {
      const keys = request.keys ?? (await generateKeys(request.key ?? 'ec'));
      const issuer = request.issuedBy === 'root' ? root : issuing;
      const certificate = await issueCertificate(issuer, {
        subject: subjectName({ country: 'RU', ...request.subject }),
        keys,
        serialNumber: serial(),
        notBefore: request.notBefore ?? new Date(now().getTime() - 30 * DAY),
        notAfter: request.notAfter ?? new Date(now().getTime() + YEAR),
        extensions: endEntityExtensions(request, options),
      });
      return identity(certificate, keys, issuer === root ? [] : chain);
    },
    revoke(certificate, at, reason = 'unspecified', invaliditySince) {
      authorityOf(certificate).revoked.set(hex(certificate.serialNumber), {
        at,
        reason,
        ...(invaliditySince === undefined ? {} : { invaliditySince }),
      });
    },
    crl(at = now(), request = {}) {
      crlNumber += 1;
      return makeCrl(request.of === 'root' ? root : issuing, {
        at,
        nextUpdate: request.nextUpdate ?? new Date(at.getTime() + 7 * DAY),
        number: crlNumber,
      });
    },
    async ocsp(about, at = now(), nextUpdate = new Date(at.getTime() + DAY)) {
      if (about instanceof Uint8Array)
        return answerOcspRequest(about, responders, { at, nextUpdate });
      const authority = authorityOf(about);
      const responder = responders.find((one) => one.authority === authority);
      if (responder === undefined) throw new Error('no responder for this authority');
      const id = await CertID.create(fromCertificate(about), {
        hashAlgorithm: 'SHA-1',
        issuerCertificate: authority.certificate,
      });
      return respond([id], responder, { at, nextUpdate, extensions: [] });
    },
    otherRoot: () => createPki(options),
  };
}

type SerialSource = () => Uint8Array;

/** RFC 5280 §4.1.2.2: positive, at most 20 octets; the first octet keeps the encoding minimal. */
function serialSource(random: (size: number) => Uint8Array): SerialSource {
  return () => Uint8Array.of(0x01, ...random(15));
}

async function createAuthorities(
  { caKey = 'ec', urls = {}, label = '', issuerUntil }: PkiOptions,
  now: Date,
  serial: SerialSource,
): Promise<{ root: Authority; issuing: Authority }> {
  const [rootKeys, issuingKeys] = await Promise.all([generateKeys(caKey), generateKeys(caKey)]);
  const name = (commonName: string) =>
    subjectName({
      country: 'RU',
      organization: TEST_ORGANIZATION,
      commonName: `${commonName}${label === '' ? '' : ` ${label}`}`,
    });
  const caUsage = keyUsage(['keyCertSign', 'cRLSign']);
  const rootName = name('ТЕСТ Корневой УЦ');
  const rootCertificate = await issueCertificate(undefined, {
    subject: rootName,
    keys: rootKeys,
    serialNumber: serial(),
    notBefore: new Date(now.getTime() - 2 * YEAR),
    notAfter: new Date(now.getTime() + 13 * YEAR),
    extensions: [basicConstraints(undefined), caUsage],
  });
  const root = authority(rootName, rootKeys, rootCertificate);
  const issuingName = name('ТЕСТ Издающий УЦ');
  const issuingCertificate = await issueCertificate(root, {
    subject: issuingName,
    keys: issuingKeys,
    serialNumber: serial(),
    notBefore: new Date(now.getTime() - YEAR),
    notAfter: issuerUntil ?? new Date(now.getTime() + 10 * YEAR),
    extensions: [
      basicConstraints(undefined),
      caUsage,
      certificatePolicies([POLICY_KS1]),
      ...(urls.rootCrl === undefined ? [] : [crlDistributionPoints([urls.rootCrl])]),
    ],
  });
  return { root, issuing: authority(issuingName, issuingKeys, issuingCertificate) };
}

function authority(
  name: Authority['name'],
  keys: TestKeys,
  certificate: PkijsCertificate,
): Authority {
  return { name, keys, certificate, issued: new Set(), revoked: new Map() };
}

/** RFC 6960 §4.2.2.2: the issuing authority delegates; the root answers itself. */
async function createResponders(
  {
    root,
    issuing,
    responderKeys: keys,
  }: { root: Authority; issuing: Authority; responderKeys: TestKeys },
  now: Date,
  serial: SerialSource,
): Promise<readonly Responder[]> {
  const subject = subjectName({
    country: 'RU',
    organization: TEST_ORGANIZATION,
    commonName: 'ТЕСТ Служба OCSP',
  });
  const certificate = await issueCertificate(issuing, {
    subject,
    keys,
    serialNumber: serial(),
    notBefore: new Date(now.getTime() - YEAR),
    notAfter: new Date(now.getTime() + 5 * YEAR),
    extensions: [
      keyUsage(['digitalSignature']),
      extendedKeyUsage([OCSP_SIGNING], true),
      extension(OCSP_NO_CHECK, false, new asn1js.Null()),
    ],
  });
  return [
    { authority: issuing, keys, certificate, delegated: true },
    { authority: root, keys: root.keys, certificate: root.certificate, delegated: false },
  ];
}

function endEntityExtensions(request: IssueRequest, { urls = {} }: PkiOptions): Extension[] {
  const purposes = request.extendedKeyUsage ?? [CLIENT_AUTH, EMAIL_PROTECTION];
  const cdp = request.cdp ?? (urls.crl === undefined ? [] : [urls.crl]);
  const aia = request.aia ?? urls;
  const usage: readonly KeyUsage[] =
    request.ca === undefined ? ['digitalSignature', 'nonRepudiation'] : ['keyCertSign', 'cRLSign'];
  return [
    ...(request.ca === undefined ? [] : [basicConstraints(request.ca.pathLength)]),
    keyUsage(request.keyUsage ?? usage),
    ...(purposes.length === 0 || request.ca !== undefined
      ? []
      : [extendedKeyUsage(purposes, request.extendedKeyUsageCritical)]),
    certificatePolicies(request.policies ?? [POLICY_KS1]),
    subjectSignTool(),
    issuerSignTool(),
    identificationKind(0),
    ...(request.noRevAvail === true ? [extension(NO_REV_AVAIL, false, new asn1js.Null())] : []),
    ...(cdp.length === 0 ? [] : [crlDistributionPoints(cdp)]),
    ...(aia.ocsp === undefined && aia.caIssuers === undefined ? [] : [authorityInfoAccess(aia)]),
  ];
}

function identity(
  certificate: PkijsCertificate,
  keys: TestKeys,
  chain: readonly Certificate[],
): TestIdentity {
  return {
    key: keys.key,
    certificate: toCertificate(certificate),
    chain,
    pkcs8: keys.pkcs8,
    keys,
  };
}

function toCertificate(certificate: PkijsCertificate): Certificate {
  return parseCertificate(new Uint8Array(certificate.toSchema(true).toBER()));
}

function fromCertificate(certificate: Certificate): PkijsCertificate {
  return PkijsCertificate.fromBER(Uint8Array.from(certificate.der).buffer);
}
