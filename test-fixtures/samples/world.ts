import type { Algorithms } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';
import { createPki, type TestIdentity, type TestPki } from '../pki/create-pki.ts';
import { bankOfficer, head } from '../pki/subjects.ts';
import { testTimeStamper } from '../pki/time-stamp-service.ts';
import type { Expected, Sample } from './sample.ts';

const HOUR = 60 * 60 * 1000;

/** The PKI, the signers and the document from which every sample is made. */
export interface SampleWorld {
  readonly now: Date;
  readonly hoursLater: (hours: number) => Date;
  readonly pki: TestPki;
  readonly ec: TestIdentity;
  readonly rsa: TestIdentity;
  readonly content: Uint8Array;
  /** Detached, by our own signer. */
  sign(identities: readonly SigningIdentity[], content?: Uint8Array): Promise<Uint8Array>;
  /** A token over the octets, made at that time by a TSA that is trusted. */
  readonly stamp: (octets: Uint8Array, at: Date) => Promise<Uint8Array>;
  /** A sample of the world as it is, but for what is given. */
  sample(
    given: Pick<Sample, 'name' | 'because' | 'cms'> & { expected: Expected } & Partial<Sample>,
  ): Sample;
}

export async function sampleWorld(now: Date, digest: Algorithms): Promise<SampleWorld> {
  const pki = await createPki({ now });
  const [ec, rsa, tsa] = await Promise.all([
    pki.issue({ subject: head, key: 'ec' }),
    pki.issue({ subject: bankOfficer, key: 'rsa' }),
    pki.issue({
      subject: { commonName: 'ТЕСТ Служба штампов времени' },
      extendedKeyUsage: [OID.kpTimeStamping],
      extendedKeyUsageCritical: true,
    }),
  ]);
  const content = new TextEncoder().encode('Контракт № 17-Э/2026 от 14.09.2026\r\n');
  const crls = [await pki.crl(), await pki.crl(now, { of: 'root' })];
  return {
    now,
    hoursLater: (hours) => new Date(now.getTime() + hours * HOUR),
    pki,
    ec,
    rsa,
    content,
    sign: (identities, signed = content) =>
      signCades({
        content: bytesSource(signed),
        detached: true,
        identities,
        signingTime: now,
        digest,
      }),
    async stamp(octets, at) {
      const client = testTimeStamper({ identity: tsa, now: () => at, algorithms: digest });
      return (await client.stamp(octets)).token;
    },
    sample: (given) => ({
      content,
      trust: [pki.root],
      crls,
      ocspResponses: [],
      time: now,
      ...given,
    }),
  };
}

export const failed = (subIndication: string): Expected => ({
  kind: 'judged',
  indication: 'TOTAL-FAILED',
  subIndication,
});

export const indeterminate = (subIndication: string): Expected => ({
  kind: 'judged',
  indication: 'INDETERMINATE',
  subIndication,
});
