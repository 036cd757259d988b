import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { runPeer, testWith } from '../../../test-fixtures/peers/peer-test.ts';
import { schemas } from '../../../test-fixtures/peers/schemas.ts';
import { HOSTILE, type Reported, reportedVerdicts } from '../reported.fixture.ts';
import type { Verdict } from '../verdict.ts';
import { writeEtsiReport } from './write-etsi-report.ts';

const reported = await reportedVerdicts();

/** Where the schemas say that the others are, and which file of the folder it is. */
const LOCATIONS: readonly (readonly [string, string])[] = [
  [
    'http://www.w3.org/TR/2002/REC-xmldsig-core-20020212/xmldsig-core-schema.xsd',
    'xmldsig-core-schema.xsd',
  ],
  [
    'http://www.w3.org/TR/2008/REC-xmldsig-core-20080610/xmldsig-core-schema.xsd',
    'xmldsig-core-schema.xsd',
  ],
  ['http://uri.etsi.org/01903/v1.3.2/XAdES.xsd', 'XAdES01903v132-202407.xsd'],
  ['http://uri.etsi.org/19612/v2.2.1/ts_119612v020201_201601xsd.xsd', 'ts_119612v020401_xsd.xsd'],
  ['http://www.w3.org/2001/xml.xsd', 'xml.xsd'],
];

function catalog(folder: URL): string {
  const rows = LOCATIONS.flatMap(([location, file]) => {
    const uri = new URL(file, folder).href;
    return [
      `<uri name="${location}" uri="${uri}"/>`,
      `<system systemId="${location}" uri="${uri}"/>`,
    ];
  });
  // The W3C schema of XML Signature names a DTD, which nothing of it needs.
  const nothing = `<rewriteSystem systemIdStartString="http://www.w3.org/2001/" rewritePrefix="${new URL('./', folder).href}"/>`;
  return `<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">${rows.join('')}${nothing}</catalog>`;
}

/** What xmllint says of a report; nothing is fetched. */
async function schemaFaults(folder: URL, reports: readonly (readonly [string, string])[]) {
  const work = await mkdtemp(join(tmpdir(), 'okno-etsi-'));
  try {
    const names = await Promise.all(
      reports.map(async ([, xml], index) => {
        const name = join(work, `${index}.xml`);
        await writeFile(name, xml);
        return name;
      }),
    );
    await writeFile(join(work, 'catalog.xml'), catalog(folder));
    const catalogs = `XML_CATALOG_FILES=${join(work, 'catalog.xml')}`;
    const schema = fileURLToPath(new URL('TS119102-2-v141.xsd', folder));
    return await runPeer('env', [
      catalogs,
      'xmllint',
      '--nonet',
      '--noout',
      '--schema',
      schema,
      ...names,
    ]);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const xmllint = testWith('xmllint', 'libxml2-utils');
if (schemas === undefined) {
  test.skip('valid by ETSI TS 119 102-2 v1.4.1 (needs its schemas: set OKNO_SCHEMAS)', () => {});
} else {
  const folder = schemas;
  xmllint(
    'a policy that is told by its digest is identified by it, whatever its name',
    async (t) => {
      const verdict = named('archived.p7s');
      if (verdict.kind !== 'signature') throw new RangeError('no report on signatures');
      const report = { ...verdict.report, policy: HOSTILE, policyDigest: 'ab'.repeat(32) };
      const xml = writeEtsiReport([{ ...verdict, report }]);
      t.regex(xml, /<XAdES:SigPolicyHash>\s*<ds:DigestMethod [^>]*sha256"\/>/);
      const { ok, output } = await schemaFaults(folder, [['policy', xml]]);
      t.true(ok, output.slice(0, 2000));
    },
  );

  xmllint(
    'ETSI TS 119 102-2 v1.4.1: the report on every kind of answer is valid, and on all together',
    async (t) => {
      t.timeout(120_000);
      const reports = reported.map(
        ({ name, verdict }) => [name, writeEtsiReport([verdict])] as const,
      );
      const all = writeEtsiReport(reported.map(({ verdict }) => verdict));
      const { ok, output } = await schemaFaults(folder, [...reports, ['all', all]]);
      t.true(ok, output.slice(0, 4000));
      t.true(reports.length > 40);
    },
  );

  xmllint('a report that breaks the schema is told apart', async (t) => {
    const [first] = reported;
    const xml = first === undefined ? '' : writeEtsiReport([first.verdict]);
    const broken = xml.replace('<HashOnly>false</HashOnly>', '');
    t.not(broken, xml);
    const { ok, output } = await schemaFaults(folder, [['broken', broken]]);
    t.false(ok);
    t.regex(output, /DocHashOnly/);
  });
}

const named = (name: string): Verdict => {
  const found = reported.find((each: Reported) => each.name === name);
  if (found === undefined) throw new RangeError(`no sample ${name}`);
  return found.verdict;
};
const xmlOf = (name: string) => writeEtsiReport([named(name)]);
const count = (xml: string, pattern: RegExp) => [...xml.matchAll(pattern)].length;

test('the indication and the sub-indication are the URNs of the standard', (t) => {
  const xml = xmlOf('revoked-by-crl');
  t.true(xml.includes('<MainIndication>urn:etsi:019102:mainindication:indeterminate<'));
  t.true(xml.includes('<SubIndication>urn:etsi:019102:subindication:REVOKED_NO_POE<'));
  t.regex(xml, /<RevocationStatusInformation>[\s\S]*<RevocationTime>\d{4}-/);
  t.regex(xml, /<RevocationObject VOReference="crl-[0-9a-f]{64}/);
});

test('what is referred to is there, each once', (t) => {
  for (const { name, verdict } of reported) {
    const xml = writeEtsiReport([verdict]);
    const ids = [...xml.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    t.is(new Set(ids).size, ids.length, name);
    const referred = [...xml.matchAll(/VOReference="([^"]+)"/g)].flatMap(([, list = '']) =>
      list.split(' '),
    );
    for (const id of referred) t.true(ids.includes(id), `${name}: ${id}`);
  }
});

test('A.11: a counter-signature is reported on by itself, and its signature refers to it by its value', (t) => {
  const xml = xmlOf('countersigned.p7s');
  t.is(count(xml, /<SignatureValidationReport>/g), 4);
  const reported = [...xml.matchAll(/<SignatureIdentifier [\s\S]*?<ds:SignatureValue>([^<]+)</g)];
  const [first, notary, clerk, upon] = reported.map(([, value]) => value);
  const referred = [
    ...xml.matchAll(/<CounterSignature Signed="false">[\s\S]*?<ds:SignatureValue>([^<]+)</g),
  ];
  t.deepEqual(
    referred.map(([, value]) => value),
    [notary, clerk, upon],
  );
  t.is(new Set([first, notary, clerk, upon]).size, 4);
  t.is(count(xml, /SubIndication>urn:etsi:019102:subindication:REVOKED_NO_POE</g), 1);
});

test('A.4, A.5, A.9, A.10: what the signer says of the act of signing, and nothing certified as if it were verified', (t) => {
  const xml = xmlOf('claims.p7s').replace(/>\s+</g, '><');
  for (const told of [
    '<MimeType>application/pdf</MimeType></DataObjectFormat>',
    '<CommitmentTypeIdentifier>urn:oid:1.2.840.113549.1.9.16.6.5</CommitmentTypeIdentifier>',
    '<SignatureProductionPlace Signed="true"><AddressString>ул. Ильинка, 1</AddressString>',
    '<AddressString>RU</AddressString></SignatureProductionPlace>',
    '<Role>Генеральный директор</Role><EndorsementType>claimed</EndorsementType>',
  ]) {
    t.true(xml.includes(told), told);
  }
  t.is(count(xml, /<EndorsementType>claimed</g), 2);
  t.regex(
    xml,
    /<Role>not verified: attribute-certificate, SHA-256 [0-9a-f]{64}<\/Role><EndorsementType>certified</,
  );
  t.is(count(xml, /<EndorsementType>certified</g), 1);
  t.false(xmlOf('archived.p7s').includes('<SignerRole'));
});

test('§4.3.12.7: every algorithm by its URI, with the end that the policy gives, for the signature or token that uses it', (t) => {
  const found = (xml: string) =>
    [...xml.replace(/>\s+</g, '><').matchAll(/<CryptoInformation>(.*?)<\/CryptoInformation>/g)].map(
      ([, one = '']) => ({
        of: /VOReference="(signature|time-stamp)-/.exec(one)?.[1],
        uri: /<Algorithm>([^<]+)/.exec(one)?.[1],
        bits: /<Value>(\d+)/.exec(one)?.[1],
        secure: /<SecureAlgorithm>([^<]+)/.exec(one)?.[1],
        until: /<NotAfter>([^<]+)/.exec(one)?.[1],
      }),
    );
  const secure = { bits: undefined, secure: 'true', until: undefined };
  const sha256 = { ...secure, of: 'signature', uri: 'http://www.w3.org/2001/04/xmlenc#sha256' };
  const ecdsa = { ...sha256, uri: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256' };
  t.deepEqual(found(xmlOf('claims.p7s')), [{ ...ecdsa, bits: '256' }, sha256]);
  t.deepEqual(
    found(xmlOf('archived.p7s')).map(({ of }) => of),
    ['signature', 'signature', 'time-stamp', 'time-stamp', 'time-stamp', 'time-stamp'],
  );
  t.deepEqual(
    found(xmlOf('gost.p7m')).map(({ uri }) => uri),
    [
      'urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102012-gostr34112012-256',
      'urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34112012-256',
    ],
  );
  // A value is as good as the weaker of its scheme and its digest.
  const ended = { ...secure, of: 'signature', secure: 'false', until: '2012-08-01T00:00:00Z' };
  const dsig = 'http://www.w3.org/2000/09/xmldsig#';
  t.deepEqual(found(xmlOf('sha1-with-rsa')), [
    { ...ended, uri: `${dsig}rsa-sha1`, bits: '2048' },
    { ...ended, uri: `${dsig}sha1` },
    sha256,
  ]);
});

test('§4.4.7: a token that holds names what it proves to have existed', (t) => {
  const xml = xmlOf('archived.p7s').replace(/>\s+</g, '><');
  const [, proven = ''] =
    /<POEProvisioning><POETime>2026-03-03T10:00:00\.000Z<\/POETime><ValidationObject VOReference="([^"]+)"/.exec(
      xml,
    ) ?? [];
  t.true(proven.split(' ').length > 2);
  // The one over the signature proves the certificate that the signature names.
  t.regex(
    xml,
    /<POETime>2026-03-01T22:00:00\.000Z<\/POETime><ValidationObject VOReference="certificate-[^" ]+"/,
  );
  t.is(count(xml, /<POEProvisioning>/g), 2);
  const verdict = named('archived.p7s');
  if (verdict.kind !== 'signature') throw new RangeError('no report on signatures');
  const signatures = verdict.report.signatures.map((signature) => ({
    ...signature,
    timestamps: signature.timestamps.map((one) => {
      return { ...one, indication: 'INDETERMINATE', subIndication: 'NO_POE' } as const;
    }),
  }));
  const open = writeEtsiReport([{ ...verdict, report: { ...verdict.report, signatures } }]);
  t.false(open.includes('<POEProvisioning>'), 'one that does not hold proves nothing');
});

test('what archive time-stamps prove is told with the token that proves it', (t) => {
  const xml = xmlOf('archived.p7s');
  t.true(xml.includes('urn:etsi:019102:validationprocess:LTA'));
  t.is(count(xml, /<ArchiveTimeStamp /g), 1);
  t.is(count(xml, /<SignatureTimeStamp /g), 1);
  t.regex(
    xml,
    /<BestSignatureTime>\s*<POETime>2026-03-01T22:00:00\.000Z<[\s\S]*?<POEObject VOReference="time-stamp-/,
  );
  t.regex(
    xml,
    /<ObjectType>urn:etsi:019102:validationObject:CRL<[\s\S]*?<POEObject VOReference="time-stamp-/,
  );
  t.regex(
    xml,
    /<ObjectType>urn:etsi:019102:validationObject:timestamp<[\s\S]*?mainindication:passed</,
  );
});

test('nothing that is not signed is called the signer’s document', (t) => {
  const tampered = reported.filter(
    ({ verdict }) =>
      verdict.kind === 'signature' &&
      verdict.report.signatures.some(({ subIndication }) => subIndication === 'HASH_FAILURE'),
  );
  t.true(tampered.length > 0);
  for (const { verdict } of tampered) {
    const xml = writeEtsiReport([verdict]);
    t.false(xml.includes('<SignersDocument>') && !xml.includes('total-passed'));
  }
});

test('a file without a signature never passes', (t) => {
  for (const name of ['unsigned.xml', 'no-signers']) {
    const xml = xmlOf(name);
    t.true(xml.includes('total-failed'), name);
    t.false(xml.includes('total-passed'), name);
  }
});

test('a receipt is told as a whole, before its seal', (t) => {
  const xml = xmlOf('receipt');
  t.true(xml.indexOf('id="file-1"') < xml.indexOf('id="signature-1"'));
  t.regex(xml, /id="time-stamp-[0-9a-f]{64}">[\s\S]*?mainindication:passed</);
  t.is(count(xml, /<MainIndication>urn:etsi:019102:mainindication:total-passed</g), 2);
});

test('a time-stamp by itself is no signature that passed, and proves the file that it is over', (t) => {
  const holds = xmlOf('stamp.tsr');
  t.false(holds.includes('mainindication:total-'));
  t.is(count(holds, /<SignatureValidationReport>/g), 1);
  t.regex(holds, /id="file-1"[\s\S]*?mainindication:passed</);
  t.regex(holds, /<POEProvisioning>[\s\S]*?VOReference="signed-data-sha256-[0-9a-f]{64}"/);
  for (const name of ['stamp-of-another.tst', 'stamp-alone.tst', 'stamp-refused.tsr']) {
    const xml = xmlOf(name);
    t.notRegex(xml, /id="file-1"[\s\S]*?mainindication:passed<[\s\S]*?id="/, name);
    t.false(xml.includes('POEProvisioning'), name);
    t.false(xml.includes('"signed-data'), name);
  }
});

test('names of strangers stay text', (t) => {
  const xml = xmlOf(`${HOSTILE}.p7s`);
  t.false(xml.includes('<script'));
  t.true(xml.includes('&lt;script&gt;'));
  t.notRegex(xml.replace(/[\t\n\r]/g, ''), /[\p{Cc}\ufffe]/u);
});
