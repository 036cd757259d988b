// Every check that a policy may weigh: a file that breaks it alone, its twin, and what each level makes of it.
import test from 'ava';
import * as der from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { encodeSignedAttributes } from '../../../formats/cms/encode-signed-data.ts';
import { addArchiveTimeStamp } from '../../../signing/cades/add-archive-time-stamp.ts';
import { addTimeStamp } from '../../../signing/cades/add-time-stamp.ts';
import { addValidationData } from '../../../signing/cades/add-validation-data.ts';
import type { SigningIdentity } from '../../../signing/signing-key.ts';
import { extensionDer } from '../../../test-fixtures/chains/forge.ts';
import { testTimeStamper } from '../../../test-fixtures/pki/time-stamp-service.ts';
import { forgeSigner, replaced, without } from '../../../test-fixtures/samples/forge-cms.ts';
import type { ValidationInput } from '../../process/validation-input.ts';
import type { SubIndication } from '../../report/report.ts';
import { defaultPolicy } from '../default-policy.ts';
import type { Policy } from '../policy.ts';
import type { Level } from './check.ts';
import { CHECK_IDS, CHECKS, checkOf, type Levels, type WeighedCheckId } from './checks.ts';
import {
  AT,
  algorithms,
  attribute,
  authorityOf,
  CONTENT,
  certificateOf,
  crlOf,
  digestOf,
  forged,
  hours,
  identityOf,
  judged,
  signedXml,
  signer,
  stamped,
} from './weighed-world.fixture.ts';

interface Case {
  /** Breaks the check, and no other that counts. */
  readonly file: () => Promise<Uint8Array>;
  /** Keeps it; absent: the plain signature. */
  readonly twin?: () => Promise<Uint8Array>;
  readonly code: string;
  readonly fails: SubIndication;
  readonly policy?: Partial<Policy>;
  /** Of the twin, where the policy and not the file is what differs. */
  readonly twinPolicy?: Partial<Policy>;
  /** Of other checks that the same thing touches. */
  readonly levels?: Levels;
  readonly given?: Partial<ValidationInput>;
  readonly twinGiven?: Partial<ValidationInput>;
  /** The check is of the time-stamp. */
  readonly token?: true;
}

const POLICY_ID = '2.999.5';
const POLICY_TEXT = new TextEncoder().encode('Правила подписания');
const policyText = { name: 'policy.txt', octets: POLICY_TEXT };
const policyHash = (octets: Uint8Array) =>
  der.sequence(der.sequence(der.oid(OID.sha256)), der.octetString(octets));
const namingPolicy = (...parts: readonly Uint8Array[]) => {
  const value = der.sequence(der.oid(POLICY_ID), ...parts);
  return adding(attribute(OID.signaturePolicyIdentifier, value));
};
const adding = (one: ReturnType<typeof attribute>) =>
  forged({ attributes: (list) => [...list, one] });
const named = () => namingPolicy(policyHash(digestOf('sha256', POLICY_TEXT)));
const algorithmsWithout = (...names: readonly string[]) => ({
  algorithms: defaultPolicy.algorithms.filter(({ algorithm }) => !names.includes(algorithm)),
});
const untilJune = {
  algorithms: defaultPolicy.algorithms.map((limit) =>
    limit.algorithm === 'ecdsa' ? { ...limit, until: '2026-06-02' } : limit,
  ),
};
const octets = (text: string) => new TextEncoder().encode(text);
const reference = (name: string, data: Uint8Array, ...more: readonly Uint8Array[]) =>
  der.sequence(der.octetString(digestOf(name, data)), ...more);
const keyUsage = extensionDer(OID.keyUsage, der.bitString(Uint8Array.of(0xc0), 6), true);
const wrongDigest = (octetsAtEnd: Uint8Array) => octetsAtEnd.with(-1, 1);

const CASES: Readonly<Record<WeighedCheckId, Case>> = {
  'format-accepted': {
    file: forged,
    code: 'format-not-accepted',
    fails: 'SIG_CONSTRAINTS_FAILURE',
    policy: { formats: ['CMS', 'XMLDSig'] },
    twinPolicy: { formats: ['CAdES'] },
  },
  encoding: {
    // The outermost SEQUENCE with indefinite length.
    file: async () => {
      const cms = await forged();
      return Uint8Array.of(0x30, 0x80, ...cms.subarray(4), 0, 0);
    },
    code: 'encoding-remark',
    fails: 'FORMAT_FAILURE',
  },
  'digest-algorithm-listed': {
    // The first OID of SHA-256 in the file is that of the list: it becomes SHA-384.
    file: async () => {
      const cms = Buffer.from(await forged());
      const sha256 = Buffer.from(der.oid(OID.sha256));
      cms.set(der.oid(OID.sha384), cms.indexOf(sha256));
      return cms;
    },
    code: 'digest-algorithm-not-listed',
    fails: 'FORMAT_FAILURE',
  },
  'signer-version-fits': {
    file: async () => {
      const cms = Buffer.from(await forged());
      const { issuer, serialNumber } = signer.certificate;
      const sid = der.sequence(issuer.der, der.integer(serialNumber));
      cms[cms.lastIndexOf(Buffer.from(sid)) - 1] = 3;
      return cms;
    },
    code: 'version-unexpected',
    fails: 'FORMAT_FAILURE',
  },
  'content-type-data': {
    file: () =>
      forged({
        attributes: replaced(OID.contentType, () => [der.oid('2.999.6')]),
        more: { contentType: '2.999.6' },
      }),
    code: 'content-type-not-data',
    fails: 'SIG_CONSTRAINTS_FAILURE',
  },
  'attribute-not-judged': {
    file: () =>
      forged({ unsigned: async () => [attribute(OID.archiveTimeStampV1, der.nullValue())] }),
    code: 'unsigned-attribute-not-judged',
    fails: 'SIG_CONSTRAINTS_FAILURE',
  },
  'key-info': {
    file: async () => {
      const xml = await signedXml();
      const more = '<ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data>';
      return octets(xml.replace('</ds:X509Data>', more));
    },
    twin: async () => octets(await signedXml()),
    code: 'encoding-remark',
    fails: 'FORMAT_FAILURE',
  },
  'not-judged': {
    file: async () => {
      const xml = await signedXml();
      const object =
        '<ds:Object><q:QualifyingProperties xmlns:q="http://uri.etsi.org/01903/v1.3.2#"/></ds:Object>';
      return octets(xml.replace('</ds:Signature>', `${object}</ds:Signature>`));
    },
    twin: async () => octets(await signedXml()),
    code: 'unsigned-attribute-not-judged',
    fails: 'SIG_CONSTRAINTS_FAILURE',
  },
  'signing-certificate-unique': {
    file: () =>
      forged({
        attributes: without(OID.signingCertificateV2),
        more: { certificates: [signer.certificate, certificateOf({ subject: 'Other' })] },
      }),
    twin: () => forged({ attributes: without(OID.signingCertificateV2) }),
    code: 'signing-certificate-ambiguous',
    fails: 'NO_SIGNING_CERTIFICATE_FOUND',
  },
  'signing-certificate-reference-present': {
    file: () => forged({ attributes: without(OID.signingCertificateV2) }),
    code: 'signing-certificate-reference-absent',
    fails: 'SIG_CONSTRAINTS_FAILURE',
  },
  'signing-certificate-first': {
    file: () =>
      forged({
        attributes: replaced(OID.signingCertificateV2, () => [
          der.sequence(
            der.sequence(reference('sha256', CONTENT), reference('sha256', signer.certificate.der)),
          ),
        ]),
      }),
    code: 'signing-certificate-not-first',
    fails: 'NO_SIGNING_CERTIFICATE_FOUND',
  },
  'signing-certificate-issuer-serial': {
    file: () =>
      forged({
        attributes: replaced(OID.signingCertificateV2, () => {
          const name = der.sequence(der.explicit(4, signer.certificate.issuer.der));
          const issuerSerial = der.sequence(name, der.integer(8));
          const one = reference('sha256', signer.certificate.der, issuerSerial);
          return [der.sequence(der.sequence(one))];
        }),
      }),
    code: 'signing-certificate-issuer-serial-differs',
    fails: 'NO_SIGNING_CERTIFICATE_FOUND',
  },
  'certificate-encoding': {
    // X.690 §10.1: the length of an extension in more octets than it needs.
    file: () => {
      const [tag = 0, ...rest] = keyUsage;
      const extensions = [Uint8Array.of(tag, 0x81, ...rest)];
      return forged({ identity: identityOf(certificateOf({ extensions })) });
    },
    twin: () => forged({ identity: identityOf(certificateOf({ extensions: [keyUsage] })) }),
    code: 'certificate-not-der',
    fails: 'CHAIN_CONSTRAINTS_FAILURE',
  },
  'invalidity-date': {
    file: forged,
    code: 'certificate-doubted',
    fails: 'CERTIFICATE_CHAIN_GENERAL_FAILURE',
    given: {
      time: hours(60),
      proofOfExistence: { time: hours(1), source: 'receipt' },
      evidence: {
        certificates: [],
        crls: [
          crlOf([{ serial: 7, at: hours(24), reason: 1, invaliditySince: hours(-2) }], hours(48)),
        ],
        ocspResponses: [],
      },
    },
    twinGiven: {
      time: hours(60),
      proofOfExistence: { time: hours(1), source: 'receipt' },
      evidence: {
        certificates: [],
        crls: [
          crlOf([{ serial: 7, at: hours(24), reason: 1, invaliditySince: hours(20) }], hours(48)),
        ],
        ocspResponses: [],
      },
    },
  },
  'embedded-revocation-data': {
    file: () => forged({ more: { crls: [der.sequence(der.integer(1))] } }),
    code: 'revocation-not-parsed',
    fails: 'CERTIFICATE_CHAIN_GENERAL_FAILURE',
  },
  'certificate-algorithms': {
    file: forged,
    code: 'algorithm-not-listed',
    fails: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    policy: algorithmsWithout('ecdsa'),
    twinPolicy: {},
    levels: { 'signature-algorithms': 'ignore', 'revocation-algorithms': 'ignore' },
  },
  'revocation-algorithms': {
    // The file is proven from before the end of the algorithm, what was handed in beside it is not.
    file: forged,
    code: 'algorithm-expired',
    fails: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    policy: untilJune,
    given: { time: hours(48), proofOfExistence: { time: hours(1), source: 'receipt' } },
    twinGiven: {
      time: hours(48),
      proofOfExistence: { time: hours(1), source: 'receipt' },
      evidenceProvenAt: hours(1),
    },
  },
  'signature-policy-accepted': {
    file: named,
    code: 'signature-policy-not-accepted',
    fails: 'POLICY_PROCESSING_ERROR',
    policy: { signaturePolicies: ['2.999.4'] },
    twinPolicy: { signaturePolicies: [POLICY_ID] },
  },
  'signature-policy-implied': {
    file: () => adding(attribute(OID.signaturePolicyIdentifier, der.nullValue())),
    twin: named,
    code: 'signature-policy-implied',
    fails: 'POLICY_PROCESSING_ERROR',
  },
  'signature-policy-available': {
    file: named,
    twin: named,
    code: 'signature-policy-not-available',
    fails: 'SIGNATURE_POLICY_NOT_AVAILABLE',
    twinGiven: { signaturePolicies: [policyText] },
  },
  'signature-policy-digest-present': {
    file: () => namingPolicy(policyHash(new Uint8Array(32))),
    twin: named,
    code: 'signature-policy-digest-absent',
    fails: 'POLICY_PROCESSING_ERROR',
  },
  'signature-policy-digest': {
    file: () => namingPolicy(policyHash(wrongDigest(digestOf('sha256', POLICY_TEXT)))),
    twin: named,
    code: 'signature-policy-digest-differs',
    fails: 'POLICY_PROCESSING_ERROR',
    given: { signaturePolicies: [policyText] },
    twinGiven: { signaturePolicies: [policyText] },
  },
  'signature-policy-carried-out': {
    file: named,
    twin: named,
    code: 'signature-policy-not-carried-out',
    fails: 'POLICY_PROCESSING_ERROR',
    given: { signaturePolicies: [policyText] },
    twinGiven: { signaturePolicies: [policyText] },
    twinPolicy: { signaturePolicies: [POLICY_ID] },
  },
  'signed-attributes-der': {
    // Signed in DER, transmitted in the opposite order.
    file: async () => {
      const info = await forgeSigner(signer, CONTENT, AT);
      const { list = [], der: asDer } = info.signedAttributes ?? { der: new Uint8Array() };
      const members = list.map((each) => encodeSignedAttributes([each]).subarray(2));
      const sorted = members.toSorted((a, b) => der.compareEncodings(b, a));
      const signedBytes = der.set(...sorted);
      return forged({
        more: { signerInfos: [{ ...info, signedAttributes: { list, der: asDer, signedBytes } }] },
      });
    },
    code: 'verified-as-der',
    fails: 'FORMAT_FAILURE',
  },
  'signed-attributes-present': {
    file: async () => {
      const info = await forgeSigner(signer, CONTENT, AT);
      const { signedAttributes: _, ...bare } = info;
      const signature = await signer.key.sign(CONTENT);
      return forged({ more: { signerInfos: [{ ...bare, signature }] } });
    },
    code: 'signed-attributes-absent',
    fails: 'SIG_CONSTRAINTS_FAILURE',
  },
  'signing-time-present': {
    file: () => forged({ attributes: without(OID.signingTime) }),
    code: 'signing-time-absent',
    fails: 'SIG_CONSTRAINTS_FAILURE',
  },
  'signing-time-in-validity': {
    file: () =>
      forged({
        attributes: replaced(OID.signingTime, () => [der.time(new Date('2023-01-01T00:00:00Z'))]),
      }),
    code: 'signing-time-outside-validity',
    fails: 'SIG_CONSTRAINTS_FAILURE',
  },
  'required-attributes': {
    file: forged,
    twin: () => adding(attribute(OID.mimeType, der.utf8String('text/plain'))),
    code: 'attribute-required',
    fails: 'SIG_CONSTRAINTS_FAILURE',
    policy: { requiredAttributes: ['mime-type'] },
  },
  'signature-algorithms': {
    file: forged,
    code: 'algorithm-not-listed',
    fails: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    policy: algorithmsWithout('ecdsa'),
    twinPolicy: {},
    levels: { 'certificate-algorithms': 'ignore', 'revocation-algorithms': 'ignore' },
  },
  'reference-algorithms': {
    file: () =>
      forged({
        attributes: (list) => [
          ...without(OID.signingCertificateV2)(list),
          attribute(
            OID.signingCertificate,
            der.sequence(der.sequence(reference('sha1', signer.certificate.der))),
          ),
        ],
      }),
    code: 'algorithm-expired',
    fails: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  },
  'imprint-algorithm': {
    file: () => forged({ unsigned: stamped({ digest: 'sha1' }) }),
    twin: () => forged({ unsigned: stamped() }),
    code: 'algorithm-expired',
    fails: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    token: true,
  },
  'tsa-name': {
    file: () => forged({ unsigned: stamped({ name: 'Another' }) }),
    twin: () => forged({ unsigned: stamped({ name: 'TSA' }) }),
    code: 'tsa-name-differs',
    fails: 'SIG_CONSTRAINTS_FAILURE',
    token: true,
  },
  'signature-time-stamp': {
    file: () => forged({ unsigned: stamped({ over: CONTENT }) }),
    twin: () => forged({ unsigned: stamped() }),
    code: 'time-stamp-not-valid',
    fails: 'HASH_FAILURE',
  },
  'time-stamp-delay': {
    file: () => forged({ unsigned: stamped() }),
    twin: () => forged({ unsigned: stamped({ at: AT }) }),
    code: 'time-stamp-late',
    fails: 'SIG_CONSTRAINTS_FAILURE',
    policy: { timeStampDelay: 600 },
  },
};

async function tried(id: WeighedCheckId, level: Level, kept: boolean) {
  const one = CASES[id];
  const file = await (kept ? (one.twin ?? forged) : one.file)();
  const asked = kept ? (one.twinPolicy ?? one.policy) : one.policy;
  const policy = { ...defaultPolicy, ...asked, levels: { ...one.levels, [id]: level } };
  const report = await judged(file, { ...(kept ? one.twinGiven : one.given), policy });
  const [token] = report.timestamps;
  const target = one.token === true ? token : report;
  if (target === undefined) throw new Error('no time-stamp');
  return { ...target, own: target.checks.filter((check) => check.id === id) };
}

const OUTCOMES = {
  fail: 'failed',
  warn: 'warning',
  inform: 'information',
  ignore: 'not-checked',
} as const;

for (const [name, one] of Object.entries(CASES)) {
  const id = name as WeighedCheckId;
  const { clause, allowed } = checkOf(id);
  for (const level of allowed) {
    test(`${clause}, ${id} at level ${level}`, async (t) => {
      const { indication, subIndication, reason, warnings, checks, own } = await tried(
        id,
        level,
        false,
      );
      const failed = level === 'fail';
      t.is(indication === 'TOTAL-PASSED', !failed, JSON.stringify(reason));
      t.is(subIndication, failed ? one.fails : undefined);
      if (failed) t.is(reason.code, one.code);
      const said = warnings.filter(({ code }) => code === one.code);
      t.is(said.length > 0, level === 'warn');
      t.true(
        own.some(({ outcome }) => outcome === OUTCOMES[level]),
        JSON.stringify(own),
      );
      const told = checks.some((check) => check.reason?.code === one.code);
      t.is(told, level !== 'ignore');
    });
  }
  test(`${clause}, ${id}: the twin passes at the strictest level`, async (t) => {
    const { indication, reason, own } = await tried(id, allowed[0] ?? 'fail', true);
    t.is(indication, 'TOTAL-PASSED', JSON.stringify(reason));
    t.true(own.every(({ outcome }) => outcome === 'passed'));
  });
}

test('every check of the table is fixed at fail, or tried here', (t) => {
  const weighed = CHECK_IDS.filter((id) => CHECKS[id].allowed.length > 1);
  t.deepEqual(Object.keys(CASES).toSorted(), [...weighed].toSorted());
});

test('EN 319 102-1 §5.6.2.1 step 4: what the past answers leaves standing what it does not', async (t) => {
  const [tag = 0, ...rest] = keyUsage;
  const extensions = [Uint8Array.of(tag, 0x81, ...rest)];
  const identity = identityOf(certificateOf({ extensions, notAfter: hours(24) }));
  const client = (authority: SigningIdentity, at: Date) =>
    testTimeStamper({ identity: authority, now: () => at, algorithms });
  const content = bytesSource(CONTENT);
  const withTime = await addTimeStamp(
    await forged({ identity }),
    client(authorityOf(10, hours(30)), hours(1)),
  );
  const crls = [crlOf().der];
  const withData = await addValidationData(withTime, { certificates: [], crls, ocspResponses: [] });
  const archive = {
    client: client(authorityOf(11), hours(2)),
    algorithms,
    digestOid: OID.sha256,
    content,
  };
  const cms = await addArchiveTimeStamp(withData, archive);
  const at = async (level: Level) => {
    const policy = { ...defaultPolicy, levels: { 'certificate-encoding': level } };
    const evidence = { certificates: [], crls: [crlOf([], hours(47))], ocspResponses: [] };
    return judged(cms, { time: hours(48), evidence, policy });
  };
  const warned = await at('warn');
  t.is(warned.indication, 'TOTAL-PASSED', JSON.stringify(warned.reason));
  t.true(warned.warnings.some(({ code }) => code === 'certificate-not-der'));
  t.is((await at('fail')).indication, 'INDETERMINATE');
});
