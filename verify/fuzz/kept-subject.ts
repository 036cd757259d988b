import { parseCertificate } from '../../formats/x509/parse-certificate.ts';
import type { Subject } from './world.fixture.ts';

/** A subject as JSON: octets in base64, the time in ISO 8601. */
export interface KeptSubject {
  readonly name: string;
  readonly time: string;
  readonly cms: string;
  readonly content?: string;
  readonly trust: readonly string[];
  readonly crls: readonly string[];
  readonly unverifiable?: true;
}

const base64 = (octets: Uint8Array) => Buffer.from(octets).toString('base64');
const octets = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

export function keptOf(subject: Subject): KeptSubject {
  const { name, cms, content, trust, crls, time, unverifiable } = subject;
  return {
    ...{ name, time: time.toISOString(), cms: base64(cms) },
    ...(content === undefined ? {} : { content: base64(content) }),
    trust: trust.map(({ der }) => base64(der)),
    crls: crls.map(base64),
    ...(unverifiable === undefined ? {} : { unverifiable }),
  };
}

export function subjectOf(kept: KeptSubject): Subject {
  return {
    ...{ name: kept.name, time: new Date(kept.time), cms: octets(kept.cms) },
    ...(kept.content === undefined ? {} : { content: octets(kept.content) }),
    trust: kept.trust.map((one) => parseCertificate(octets(one))),
    crls: kept.crls.map(octets),
    ...(kept.unverifiable === undefined ? {} : { unverifiable: kept.unverifiable }),
  };
}
