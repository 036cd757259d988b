import { createGost } from '../../algorithms/gost/provider.ts';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { explicit, sequence, utf8String } from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseOcspResponse } from '../../formats/ocsp/parse-ocsp-response.ts';
import { encodeRefusal } from '../../formats/tsp/response.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { addArchiveTimeStamp } from '../../signing/cades/add-archive-time-stamp.ts';
import { addTimeStamp } from '../../signing/cades/add-time-stamp.ts';
import { addValidationData } from '../../signing/cades/add-validation-data.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { type ClaimsToSign, claimAttributes } from '../../signing/cades/signer-claims.ts';
import { signXml } from '../../signing/xml/sign-xml.ts';
import { createPki, type TestIdentity, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { testTimeStamper } from '../../test-fixtures/pki/time-stamp-service.ts';
import { createSamples } from '../../test-fixtures/samples/create-samples.ts';
import { forgeCms, forgeSigner } from '../../test-fixtures/samples/forge-cms.ts';
import { parseLogKey } from '../log/parse-log-key.ts';
import { defaultPolicy } from '../policy/default-policy.ts';
import { judgeTimeStampFile } from '../process/time-stamp/judge-time-stamp-file.ts';
import { answered, tokenIn } from '../process/time-stamp/lone-tokens.fixture.ts';
import { validateSignatures } from '../process/validate-signatures.ts';
import type { NamedSource, ValidationInput } from '../process/validation-input.ts';
import { makeReceipt, stampSupplement } from '../receipts/receipt.fixture.ts';
import { verifyReceipt } from '../receipts/verify-receipt.ts';
import { countersigned } from './countersigned.fixture.ts';
import { EXIT, exitCode } from './exit-code.ts';
import type { Verdict } from './verdict.ts';

export const NOW = new Date('2026-03-01T10:00:00Z');
export const algorithms = algorithmsOf([nodeCrypto, createGost()]);
const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000);
const text = new TextEncoder().encode('Договор № 7 от 1 марта 2026 г.');
const content = { name: 'contract.pdf', source: bytesSource(text) };

/** A name that draws lines, closes tags and turns the direction of writing wherever it is let in. */
export const HOSTILE = `"><script>alert(1)</script>&amp;]]>\u0001\u202e\ufffe'\n\ud800`;

/** The same, as a certificate or a JSON file can have it. */
const SUBJECT = HOSTILE.toWellFormed();

export interface Reported {
  readonly name: string;
  readonly verdict: Verdict;
}

export async function reportedVerdicts(): Promise<readonly Reported[]> {
  return [
    ...(await samples()),
    ...(await stampedAndArchived()),
    await twiceCountersigned(),
    await withClaims(),
    ...(await otherFormats()),
    ...(await loneTimeStamps()),
    { name: 'receipt', verdict: await receipt() },
  ];
}

interface Judging extends Partial<ValidationInput> {
  readonly trusted: readonly Certificate[];
  readonly lists: readonly Uint8Array[];
}

async function judged(name: string, cms: Uint8Array, judging: Judging): Promise<Reported> {
  const { trusted, lists, ...more } = judging;
  const input = {
    signature: { name, source: bytesSource(cms) },
    trust: trusted.map((certificate) => ({ certificate })),
    evidence: { certificates: [], crls: lists.map(parseCrl), ocspResponses: [] },
    policy: defaultPolicy,
    time: NOW,
    algorithms,
    ...more,
  };
  try {
    const report = await validateSignatures(input);
    const code = exitCode(report.signatures.map(({ indication }) => indication));
    return { name, verdict: { kind: 'signature', file: `/case/${name}`, exitCode: code, report } };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const { code, message } = error;
    const unreadable = { kind: 'unreadable', error: { code, message } } as const;
    return { name, verdict: { ...unreadable, file: `/case/${name}`, exitCode: EXIT.unreadable } };
  }
}

async function samples(): Promise<Reported[]> {
  const reported: Reported[] = [];
  for (const sample of await createSamples(NOW, algorithms)) {
    const { name, cms, content, trust, crls, ocspResponses, time } = sample;
    const document = content && { content: { name: `${name}.pdf`, source: bytesSource(content) } };
    const evidence = {
      certificates: [],
      crls: crls.map(parseCrl),
      ocspResponses: ocspResponses.map(parseOcspResponse),
    };
    const more = { ...document, evidence, time };
    reported.push(await judged(name, cms, { trusted: trust, lists: [], ...more }));
  }
  return reported;
}

const listsOf = async (pki: TestPki, at: Date) => [
  await pki.crl(at),
  await pki.crl(at, { of: 'root' }),
];

const signed = (identity: TestIdentity, detached = true) =>
  signCades({
    ...{ content: content.source, detached, identities: [identity] },
    ...{ signingTime: NOW, digest: algorithms },
  });

async function stampedAndArchived(): Promise<Reported[]> {
  const pki = await createPki({ now: NOW });
  const signer = await pki.issue({ subject: { commonName: SUBJECT }, notAfter: days(30) });
  const authority = (notAfter: Date) =>
    pki.issue({
      subject: { commonName: 'ТЕСТ Служба штампов времени', organization: SUBJECT },
      extendedKeyUsage: [OID.kpTimeStamping],
      extendedKeyUsageCritical: true,
      notAfter,
    });
  const [tsa, keeper] = [await authority(days(100)), await authority(days(3000))];
  const client = (at: Date, identity = tsa) =>
    testTimeStamper({ identity, now: () => at, algorithms });
  const stamped = await addTimeStamp(await signed(signer), client(days(0.5)));
  const ocspResponses: Uint8Array[] = [];
  const data = { certificates: [pki.issuer], crls: await listsOf(pki, days(1)), ocspResponses };
  const complete = await addValidationData(stamped, data);
  const archived = await addArchiveTimeStamp(complete, {
    ...{
      client: client(days(2), keeper),
      algorithms,
      digestOid: OID.sha256,
      content: content.source,
    },
  });
  const at = async (time: Date): Promise<Judging> => {
    return { trusted: [pki.root], lists: await listsOf(pki, time), content, time };
  };
  const reported = [
    await judged(`${HOSTILE}.p7s`, stamped, await at(days(3))),
    await judged('archived.p7s', archived, await at(days(400))),
    await judged('stamped-expired.p7s', stamped, await at(days(400))),
  ];
  pki.revoke(signer.certificate, days(3), 'keyCompromise');
  return [...reported, await judged('revoked-later.p7s', stamped, await at(days(4)))];
}

async function twiceCountersigned(): Promise<Reported> {
  const { cms, pki } = await countersigned(
    { content: content.source, now: NOW, algorithms },
    SUBJECT,
  );
  const lists = await listsOf(pki, NOW);
  return judged('countersigned.p7s', cms, { trusted: [pki.root], lists, content });
}

/** EN 319 122-1 §5.2.3–5.2.6; the names as a stranger may write them. */
async function withClaims(): Promise<Reported> {
  const pki = await createPki({ now: NOW });
  const signer = await pki.issue({ subject: { commonName: 'Иванов Иван' } });
  const certificate = sequence(utf8String('attribute certificate'));
  const cms = forgeCms({
    certificates: [signer.certificate, pki.issuer],
    signerInfos: [
      await forgeSigner(signer, text, NOW, {
        attributes: (list) => [
          ...list,
          ...claimAttributes(CLAIMS),
          { oid: OID.signerAttributes, values: [sequence(explicit(1, certificate))] },
        ],
      }),
    ],
  });
  return judged('claims.p7s', cms, {
    trusted: [pki.root],
    lists: await listsOf(pki, NOW),
    content,
  });
}

const CLAIMS: ClaimsToSign = {
  commitment: { type: '1.2.840.113549.1.9.16.6.5', qualifiers: [] },
  location: { country: 'RU', locality: SUBJECT, postalAddress: ['ул. Ильинка, 1'] },
  roles: [
    { type: OID.title, value: 'Генеральный директор' },
    { type: '2.5.4.41', value: SUBJECT },
  ],
  mimeType: 'application/pdf',
};

async function otherFormats(): Promise<Reported[]> {
  const pki = await createPki({ now: NOW });
  const signer = await pki.issue({ subject: { commonName: 'Иванов Иван' } });
  const gost = await pki.issue({ subject: { commonName: 'Петров Пётр' }, key: 'gost256' });
  const document = new TextEncoder().encode('<act><sum>100</sum></act>');
  const xml = await signXml({
    packaging: 'enveloped',
    ...{ document, identity: signer, digest: algorithms },
  });
  const common: Judging = { trusted: [pki.root], lists: await listsOf(pki, NOW) };
  const evidence = {
    certificates: [pki.issuer],
    crls: common.lists.map(parseCrl),
    ocspResponses: [],
  };
  return [
    await judged('act.xml', xml, { ...common, evidence }),
    await judged('gost.p7m', await signed(gost, false), common),
    await judged('unsigned.xml', document, common),
  ];
}

/** By themselves: over the file, over another one, without any, refused. */
async function loneTimeStamps(): Promise<Reported[]> {
  const pki = await createPki({ now: NOW });
  const identity = await pki.issue({
    subject: { commonName: 'ТЕСТ Служба штампов времени', organization: SUBJECT },
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
  });
  const answer = await answered(text, { identity, at: NOW, nonce: Uint8Array.of(1, 2) });
  const evidence = {
    ...{ certificates: [], ocspResponses: [] },
    crls: (await listsOf(pki, NOW)).map(parseCrl),
  };
  const judge = async (name: string, octets: Uint8Array, over?: NamedSource): Promise<Reported> => {
    const { report } = await judgeTimeStampFile({
      file: { name, source: bytesSource(octets) },
      ...(over === undefined ? {} : { content: over }),
      trust: [{ certificate: pki.root }],
      ...{ evidence, policy: defaultPolicy, algorithms, time: NOW },
    });
    const given = report.timeStamp !== undefined;
    const code = given ? exitCode([report.indication]) : EXIT.unreadable;
    return { name, verdict: { kind: 'time-stamp', file: `/case/${name}`, exitCode: code, report } };
  };
  return [
    await judge('stamp.tsr', answer, content),
    await judge('stamp.tst', tokenIn(answer), content),
    await judge('stamp-of-another.tst', tokenIn(answer), {
      ...content,
      source: bytesSource(answer),
    }),
    await judge('stamp-alone.tst', tokenIn(answer)),
    await judge('stamp-refused.tsr', encodeRefusal('badAlg', SUBJECT), content),
  ];
}

async function receipt(): Promise<Verdict> {
  const pki = await createPki({ now: NOW });
  const sealer = await pki.issue({ subject: { commonName: 'ТЕСТ Оператор' } });
  const { bytes, vkey, note } = await makeReceipt(sealer, NOW, SUBJECT);
  const report = await verifyReceipt({
    supplements: [await stampSupplement(pki, { note, now: NOW })],
    ...{ bytes, policy: defaultPolicy, algorithms, time: NOW, witnessKeys: [] },
    trust: [{ certificate: pki.root }],
    logKeys: [await parseLogKey(vkey, algorithms)],
    evidence: {
      ...{ certificates: [], ocspResponses: [] },
      crls: (await listsOf(pki, NOW)).map(parseCrl),
    },
  });
  const url = 'http://example.org/root.crl';
  const fetching = { notFetched: [{ url, reason: 'timeout' }], withoutNonce: [url] };
  const code = exitCode([report.indication]);
  return { kind: 'receipt', file: '/case/r.json', exitCode: code, report, fetching };
}
