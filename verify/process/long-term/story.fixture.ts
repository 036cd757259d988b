// A story of one signature: when it was made, which keys were lost when, and what was added to the file when, some of it
// by a forger, who does what the keys that he has by then allow. Whoever tells it knows what must not be believed.
import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { parseOcspResponse } from '../../../formats/ocsp/parse-ocsp-response.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { addTimeStamp } from '../../../signing/cades/add-time-stamp.ts';
import { addValidationData } from '../../../signing/cades/add-validation-data.ts';
import { forgeCms, forgeSigner, without } from '../../../test-fixtures/samples/forge-cms.ts';
import { Random } from '../../fuzz/random.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import type { Policy } from '../../policy/policy.ts';
import type { SignatureReport } from '../../report/report.ts';
import { addIndexed } from '../cms/archive-stamps.fixture.ts';
import { validateSignatures } from '../validate-signatures.ts';
import { algorithms, days, stamper, text } from './archived.fixture.ts';
import {
  between,
  type Dates,
  drawDates,
  EVER,
  lasting,
  lastingTsa,
  lostSince,
  often,
  openWorld,
  truth,
  type World,
} from './story-world.fixture.ts';

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
