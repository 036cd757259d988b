// revoked-authorities.md: whoever has the key of an authority issues certificates of any date, until it is revoked and after.
import { createHash } from 'node:crypto';
import * as asn1js from 'asn1js';
import test from 'ava';
import { Certificate as PkijsCertificate } from 'pkijs';
import { octetString, sequence } from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import type { SignerInfoInput } from '../../formats/cms/encode-signed-data.ts';
import type { Attribute } from '../../formats/cms/signed-data.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { parseCertificate } from '../../formats/x509/parse-certificate.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { addTimeStamp } from '../../signing/cades/add-time-stamp.ts';
import { issueCertificate } from '../../test-fixtures/pki/authority.ts';
import { createPki, type TestIdentity } from '../../test-fixtures/pki/create-pki.ts';
import { extension } from '../../test-fixtures/pki/extensions.ts';
import { generateKeys } from '../../test-fixtures/pki/keys.ts';
import { subjectName } from '../../test-fixtures/pki/subject-name.ts';
import { forgeCms, forgeSigner, without } from '../../test-fixtures/samples/forge-cms.ts';
import {
  data,
  days,
  judgeOn,
  lasting,
  later,
  START,
  stamper,
  text,
} from './long-term/archived.fixture.ts';

// RFC 9608
const NO_REV_AVAIL = extension('2.5.29.56', false, new asn1js.Null());

const pki = await createPki({ now: START });
const signer = await pki.issue({ subject: { commonName: 'Иванов Иван' }, notAfter: days(300) });
const below = await pki.issue({ subject: { commonName: 'ТЕСТ Подчинённый УЦ' }, ca: {} });
const signerBelow = await issuedBy(below);
const brief = await pki.issue({
  subject: { commonName: 'ТЕСТ Недолгий УЦ' },
  ca: {},
  notAfter: days(7),
});
const signerOfBrief = await issuedBy(brief);
/** Later ones tell nothing of what had ended. */
const briefList = await pki.crl(days(6.5));
pki.revoke(pki.issuer, days(10), 'keyCompromise');

async function issuedBy(authority: TestIdentity): Promise<TestIdentity> {
  const certificate = PkijsCertificate.fromBER(Uint8Array.from(authority.certificate.der).buffer);
  const keys = await generateKeys('ec');
  const issued = await issueCertificate(
    { name: certificate.subject, keys: authority.keys, certificate, issued: new Set() },
    {
      subject: subjectName({ country: 'RU', commonName: 'Петров Пётр' }),
      keys,
      serialNumber: Uint8Array.of(7),
      notBefore: days(-10),
      notAfter: days(300),
      extensions: [NO_REV_AVAIL],
    },
  );
  const der = new Uint8Array(issued.toSchema(true).toBER());
  return { ...authority, key: keys.key, keys, certificate: parseCertificate(der) };
}

/** signing-certificate-v2 that names these. */
const naming = (certificates: readonly Certificate[]) => (list: readonly Attribute[]) => {
  const digest = ({ der }: Certificate) => createHash('sha256').update(der).digest();
  const named = certificates.map((each) => sequence(octetString(digest(each))));
  const value = sequence(sequence(...named));
  return [
    ...without(OID.signingCertificateV2)(list),
    { oid: OID.signingCertificateV2, values: [value] },
  ];
};

/** Signed and stamped on the fifth day; the authority is revoked on the tenth. */
async function judge(
  identity: TestIdentity,
  attributes: (list: readonly Attribute[]) => readonly Attribute[],
) {
  const signerInfo = await forgeSigner(identity, text, days(5), { attributes });
  const certificates = [identity.certificate, below.certificate, pki.issuer];
  const cms = await addTimeStamp(
    forgeCms({ certificates, signerInfos: [signerInfo] }),
    stamper(lasting, 5),
  );
  const { crls } = await data(pki, 19);
  const lists = [...crls, ...(await data(later, 19)).crls].map(parseCrl);
  const { signature } = await judgeOn(20, cms, {
    trust: [{ certificate: pki.root }, { certificate: later.root }],
    evidence: { certificates: [later.issuer], crls: lists, ocspResponses: [] },
  });
  return [signature.indication, signature.subIndication];
}

const PASSED = ['TOTAL-PASSED', undefined];
const OPEN = ['INDETERMINATE', 'REVOKED_CA_NO_POE'];

test('EN 319 102-1 §5.5.4 step 4 a: the certificate that the signature names is as old as it; its twin names none', async (t) => {
  t.deepEqual(await judge(signer, naming([signer.certificate])), PASSED);
  t.deepEqual(await judge(signer, without(OID.signingCertificateV2)), OPEN);
});

test('a certificate that is named under SHA-1 alone is as old as it is proven', async (t) => {
  const digest = createHash('sha1').update(signer.certificate.der).digest();
  const value = sequence(sequence(sequence(octetString(digest))));
  const underSha1 = (list: readonly Attribute[]) => [
    ...without(OID.signingCertificateV2)(list),
    { oid: OID.signingCertificate, values: [value] },
  ];
  t.deepEqual(await judge(signer, underSha1), OPEN);
});

test('an authority below the revoked one is as old as the signature where it is named too', async (t) => {
  const { certificate } = signerBelow;
  t.deepEqual(await judge(signerBelow, naming([certificate, below.certificate])), PASSED);
  t.deepEqual(await judge(signerBelow, naming([certificate])), OPEN);
});

test('a receipt proves the file that it is of: a certificate beside it may be of an authority’s last day; its twin is in the file', async (t) => {
  const attributes = without(OID.signingCertificateV2);
  const judged = await receipted(await forgeSigner(signer, text, days(5), { attributes }));
  t.deepEqual(await judged([signer.certificate], [pki.issuer]), PASSED);
  t.deepEqual(await judged([], [signer.certificate, pki.issuer]), OPEN);
});

test('the authority above counts also where the one below it had ended first; its twin is in the file', async (t) => {
  const judged = await receipted(await forgeSigner(signerOfBrief, text, days(5)));
  const { certificate } = signerOfBrief;
  t.deepEqual(await judged([certificate, brief.certificate], [pki.issuer]), PASSED);
  t.deepEqual(await judged([certificate], [brief.certificate, pki.issuer]), OPEN);
});

/** What is inside the file is proven on the sixth day by its receipt, what is beside it on the twentieth. */
async function receipted(signerInfo: SignerInfoInput) {
  const { crls } = await data(pki, 19);
  return async (inside: readonly Certificate[], beside: readonly Certificate[]) => {
    const cms = forgeCms({ certificates: inside, signerInfos: [signerInfo] });
    const { signature } = await judgeOn(20, cms, {
      trust: [{ certificate: pki.root }],
      evidence: {
        certificates: beside,
        crls: [...crls, briefList].map(parseCrl),
        ocspResponses: [],
      },
      proofOfExistence: { time: days(6), source: 'receipt' },
    });
    return [signature.indication, signature.subIndication];
  };
}
