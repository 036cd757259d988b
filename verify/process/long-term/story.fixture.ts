// A story of one signature: when it was made, which keys were lost when, and what was added to the file when, some of it
// by a forger, who does what the keys that he has by then allow. Whoever tells it knows what must not be believed.
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { parseOcspResponse } from '../../../formats/ocsp/parse-ocsp-response.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { addTimeStamp } from '../../../signing/cades/add-time-stamp.ts';
import { addValidationData } from '../../../signing/cades/add-validation-data.ts';
import {
  createPki,
  type TestIdentity,
  type TestPki,
} from '../../../test-fixtures/pki/create-pki.ts';
import { forgeCms, forgeSigner, without } from '../../../test-fixtures/samples/forge-cms.ts';
import { Random } from '../../fuzz/random.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import type { Policy } from '../../policy/policy.ts';
import type { SignatureReport } from '../../report/report.ts';
import { addIndexed } from '../cms/archive-stamps.fixture.ts';
import { validateSignatures } from '../validate-signatures.ts';
import { algorithms, days, START, stamper, text } from './archived.fixture.ts';

/** Days; Infinity: never. */
interface Dates {
  /** When the signature really was made. */
  readonly made: number;
  /** The certificate was issued when the authority's key was lost already. */
  readonly forged: boolean;
  /** signing-certificate names the certificate. */
  readonly named: boolean;
  readonly noRevAvail: boolean;
  readonly signerUntil: number;
  readonly signerRevoked: number;
  readonly authorityUntil: number;
  readonly authorityRevoked: number;
  readonly tsaUntil: number;
  readonly tsaRevoked: number;
  /** From then on ECDSA hides no key. */
  readonly broken: number;
}

const lasting = await createPki({ now: START, caKey: 'rsa', label: 'второй' });
const lastingTsa = await lasting.issue({ ...tsaUntil(3000), key: 'rsa' });

function tsaUntil(day: number) {
  return {
    subject: { commonName: `ТЕСТ Служба штампов времени до ${day}` },
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
    notAfter: days(day),
  };
}

const EVER = Number.POSITIVE_INFINITY;
const between = (random: Random, from: number, to: number) =>
  from + random.below((to - from) * 100) / 100;
/** In so many of a hundred cases. */
const often = (random: Random, percent: number) => random.below(100) < percent;

function drawDates(random: Random): Dates {
  const signerUntil = between(random, 20, 300);
  const tsaUntil = between(random, 40, 400);
  const sometime = (percent: number, from: number, to: number) =>
    often(random, percent) ? between(random, from, to) : EVER;
  const forged = often(random, 20);
  return {
    made: between(random, 0, often(random, 60) ? 40 : 200),
    forged,
    named: !forged && often(random, 65),
    noRevAvail: often(random, 30),
    signerUntil,
    signerRevoked: sometime(35, 1, signerUntil),
    authorityUntil: sometime(50, 15, 250),
    authorityRevoked: sometime(20, 5, 150),
    tsaUntil,
    tsaRevoked: sometime(20, 5, tsaUntil),
    broken: often(random, 25) ? random.below(200) + 5 - 10 / 24 : EVER,
  };
}

interface World extends Dates {
  readonly pki: TestPki;
  readonly tsaPki: TestPki;
  readonly signer: TestIdentity;
  readonly tsa: TestIdentity;
  /** What the authority's key signs in other hands: no revocation is in it. */
  readonly lies: { readonly crls: Uint8Array[]; readonly ocspResponses: Uint8Array[] };
}

async function openWorld(dates: Dates, random: Random): Promise<World> {
  const { authorityUntil, signerRevoked, authorityRevoked, tsaRevoked } = dates;
  const pki = await createPki({
    now: START,
    ...(authorityUntil === EVER ? {} : { issuerUntil: days(authorityUntil) }),
  });
  const tsaPki = await createPki({ now: START, label: 'третий' });
  const signer = await pki.issue({
    subject: { commonName: 'Иванов Иван' },
    notAfter: days(dates.signerUntil),
    noRevAvail: dates.noRevAvail,
  });
  const tsa = await tsaPki.issue(tsaUntil(dates.tsaUntil));
  const lies: World['lies'] = { crls: [], ocspResponses: [] };
  for (const day of [1, 2, 3].map(() => between(random, 0, 300))) {
    const until = days(day + between(random, 1, 200));
    lies.crls.push(await pki.crl(days(day), { nextUpdate: until }));
    lies.ocspResponses.push(await pki.ocsp(signer.certificate, days(day), until));
  }
  if (signerRevoked !== EVER) {
    const reason = often(random, 20) ? 'certificateHold' : 'keyCompromise';
    pki.revoke(signer.certificate, days(signerRevoked), reason);
  }
  if (authorityRevoked !== EVER) pki.revoke(pki.issuer, days(authorityRevoked));
  if (tsaRevoked !== EVER) tsaPki.revoke(tsa.certificate, days(tsaRevoked));
  return { ...dates, pki, tsaPki, signer, tsa, lies };
}

/** Authorities say so as of that day, each list to be had or not. */
async function truth({ pki, tsaPki, signer, tsa }: World, day: number, random: Random) {
  const until = () => days(day + between(random, 1, 60));
  const crls: Uint8Array[] = [];
  for (const authority of [pki, tsaPki, lasting]) {
    for (const whose of ['issuing', 'root'] as const) {
      if (often(random, 80))
        crls.push(await authority.crl(days(day), { of: whose, nextUpdate: until() }));
    }
  }
  const answers = often(random, 50)
    ? [
        await pki.ocsp(signer.certificate, days(day), until()),
        await tsaPki.ocsp(tsa.certificate, days(day), until()),
      ]
    : [];
  const certificates = [pki.issuer, tsaPki.issuer, lasting.issuer];
  return { certificates, crls, ocspResponses: answers };
}

/** Everything that comes into the file, day by day; answers the file and the day of the last change. */
async function writeFile(world: World, random: Random): Promise<{ cms: Uint8Array; day: number }> {
  const { made, forged, named, signer } = world;
  const signerInfo = await forgeSigner(signer, text, days(made), {
    attributes: (list) => (named ? list : without(OID.signingCertificateV2)(list)),
  });
  const certificates = forged ? [] : [signer.certificate];
  let cms = forgeCms({ certificates, signerInfos: [signerInfo] });
  let day = made;
  for (let left = 2 + random.below(7); left > 0; left -= 1) {
    day += between(random, 0, often(random, 50) ? 3 : 50);
    cms = await forge(cms, world, day, random);
    cms = await addSomething(cms, world, day, random);
  }
  return { cms, day };
}

/** From then on the authority's key is in other hands. */
const lostSince = ({ authorityUntil, authorityRevoked, broken }: Dates) =>
  Math.min(authorityUntil, authorityRevoked, broken);

async function forge(cms: Uint8Array, world: World, day: number, random: Random) {
  const { signer, lies } = world;
  if (day <= lostSince(world) || often(random, 40)) return cms;
  return addValidationData(cms, {
    certificates: [signer.certificate],
    crls: often(random, 50) ? lies.crls : [],
    ocspResponses: often(random, 50) ? lies.ocspResponses : [],
  });
}

async function addSomething(cms: Uint8Array, world: World, day: number, random: Random) {
  const what = random.below(100);
  if (what >= 60) {
    const asOf = often(random, 70) ? day : between(random, 0, day);
    return addValidationData(cms, await truth(world, asOf, random));
  }
  const client = what < 30 ? tokenOf(world, day, random) : stamper(lastingTsa, day);
  return often(random, 50) ? addTimeStamp(cms, client) : addIndexed(cms, { client, content: text });
}

/** Whoever has the key of a TSA writes any time. */
function tokenOf({ tsa, tsaUntil: until, tsaRevoked, broken }: World, day: number, random: Random) {
  const lost = day > Math.min(until, tsaRevoked, broken);
  return stamper(tsa, lost ? between(random, 0, Math.min(day, until)) : day);
}

function policyOf({ broken }: Dates): Policy {
  if (broken === EVER) return defaultPolicy;
  const until = days(broken).toISOString().slice(0, 10);
  const limits = defaultPolicy.algorithms.map((limit) =>
    limit.algorithm === 'ecdsa' ? { ...limit, until } : limit,
  );
  return { ...defaultPolicy, algorithms: limits };
}

/** What the auditor who has the lists of his day may not say is good, and why. */
function reasonsAgainst(dates: Dates, sunset: number, judged: number): string[] {
  const { made, forged, signerUntil, signerRevoked, authorityUntil, authorityRevoked } = dates;
  const against: readonly (readonly [boolean, string])[] = [
    [forged, 'the certificate is forged'],
    [made > signerUntil, 'the certificate had ended'],
    [made >= signerRevoked, 'the certificate was revoked'],
    [made > authorityUntil, 'the authority had ended'],
    [made >= authorityRevoked, 'the authority was revoked'],
    [made > dates.broken && judged > dates.broken, 'the algorithm had ended'],
    [made >= sunset && judged >= sunset, 'the anchor was trusted no more'],
  ];
  return against.flatMap(([holds, reason]) => (holds ? [reason] : []));
}

interface Judging {
  /** Of the last change of the file. */
  readonly day: number;
  readonly judged: number;
  /** Until when the anchor is trusted. */
  readonly sunset: number;
  /** The file is proven since that change; what came later is handed in beside it. */
  readonly receipted: boolean;
}

async function judge(cms: Uint8Array, world: World, judging: Judging): Promise<SignatureReport> {
  const { day, judged, sunset, receipted } = judging;
  const { pki, tsaPki, signer, lies } = world;
  const crls: Uint8Array[] = [];
  for (const authority of [pki, tsaPki, lasting]) {
    const at = days(judged - 0.01);
    crls.push(await authority.crl(at), await authority.crl(at, { of: 'root' }));
  }
  const certificates = [pki.issuer, tsaPki.issuer, lasting.issuer];
  const forger = receipted && judged > lostSince(world);
  const { signatures } = await validateSignatures({
    signature: { name: 'contract.p7s', source: bytesSource(cms) },
    content: { name: 'contract', source: bytesSource(text) },
    trust: [
      { certificate: pki.root, ...(sunset === EVER ? {} : { until: days(sunset) }) },
      { certificate: tsaPki.root },
      { certificate: lasting.root },
    ],
    evidence: {
      certificates: forger ? [...certificates, signer.certificate] : certificates,
      crls: (forger ? [...crls, ...lies.crls] : crls).map(parseCrl),
      ocspResponses: forger ? lies.ocspResponses.map(parseOcspResponse) : [],
    },
    policy: policyOf(world),
    algorithms,
    time: days(judged),
    ...(receipted ? { proofOfExistence: { time: days(day), source: 'receipt' } } : {}),
  });
  const [signature] = signatures;
  if (signature === undefined) throw new Error('no signature');
  return signature;
}

/** The story of a seed, judged; `wrong`: why the answer must not be. */
export async function tell(
  seed: number,
): Promise<{ readonly signature: SignatureReport; readonly wrong: readonly string[] }> {
  const random = new Random(seed);
  const world = await openWorld(drawDates(random), random);
  const { cms, day } = await writeFile(world, random);
  const judged = day + between(random, 1, often(random, 50) ? 30 : 400);
  const sunset = often(random, 30) ? between(random, 1, judged) : EVER;
  const receipted = often(random, 30);
  const signature = await judge(cms, world, { day, judged, sunset, receipted });
  if (signature.indication !== 'TOTAL-PASSED') return { signature, wrong: [] };
  const early = Date.parse(signature.bestSignatureTime) < days(world.made).getTime() - 1000;
  const wrong = reasonsAgainst(world, sunset, judged);
  return { signature, wrong: early ? [...wrong, 'it was not made yet'] : wrong };
}
