// The people of a story: who certifies, signs and stamps, until when, and whose keys are lost when.
import { OID } from '../../../formats/asn1/oids.ts';
import {
  createPki,
  type TestIdentity,
  type TestPki,
} from '../../../test-fixtures/pki/create-pki.ts';
import type { Random } from '../../fuzz/random.ts';
import { days, START } from './archived.fixture.ts';

/** Days; Infinity: never. */
export interface Dates {
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

export const lasting = await createPki({ now: START, caKey: 'rsa', label: 'второй' });
export const lastingTsa = await lasting.issue({ ...tsaUntil(3000), key: 'rsa' });

function tsaUntil(day: number) {
  return {
    subject: { commonName: `ТЕСТ Служба штампов времени до ${day}` },
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
    notAfter: days(day),
  };
}

export const EVER = Number.POSITIVE_INFINITY;
export const between = (random: Random, from: number, to: number) =>
  from + random.below((to - from) * 100) / 100;
/** In so many of a hundred cases. */
export const often = (random: Random, percent: number) => random.below(100) < percent;

export function drawDates(random: Random): Dates {
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

export interface World extends Dates {
  readonly pki: TestPki;
  readonly tsaPki: TestPki;
  readonly signer: TestIdentity;
  readonly tsa: TestIdentity;
  /** What the authority's key signs in other hands: no revocation is in it. */
  readonly lies: { readonly crls: Uint8Array[]; readonly ocspResponses: Uint8Array[] };
}

export async function openWorld(dates: Dates, random: Random): Promise<World> {
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
export async function truth({ pki, tsaPki, signer, tsa }: World, day: number, random: Random) {
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

/** From then on the authority's key is in other hands. */
export const lostSince = ({ authorityUntil, authorityRevoked, broken }: Dates) =>
  Math.min(authorityUntil, authorityRevoked, broken);
