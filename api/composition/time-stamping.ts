import { randomBytes } from 'node:crypto';
import { DIGESTS } from '../../algorithms/identifiers/digests.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import {
  createTimeStampClient,
  type TimeStampClient,
  type TokenChecker,
} from '../../signing/time-stamp/client.ts';
import { gatherEvidence } from '../../vault/documents/gather-evidence.ts';
import type { Judging } from '../../vault/documents/intake-ports.ts';
import type { Clock } from '../../vault/ports/clock.ts';
import type { Evidence } from '../../verify/process/evidence.ts';
import { readToken } from '../../verify/process/time-stamp/read-token.ts';
import { validateTimeStamp } from '../../verify/process/time-stamp/validate-time-stamp.ts';
import { type Config, ConfigError } from '../config.ts';

/** Milliseconds for one exchange with the TSA. */
const TIMEOUT = 20_000;

export interface TimeStampingParts {
  readonly judging: Judging;
  readonly clock: Clock;
}

/** The operator's TSA, if one is set: every token is judged by the service's own trust before it is used. */
export function timeStampingBy(
  config: Config,
  { judging, clock }: TimeStampingParts,
): TimeStampClient | undefined {
  const { timeStampUrl: url, timeStampPolicy: policy } = config;
  if (url === undefined) return undefined;
  return createTimeStampClient({
    url,
    ...(policy === undefined ? {} : { policy }),
    fetch,
    timeout: TIMEOUT,
    checker: tokenChecker({ judging, clock }),
    algorithms: judging.algorithms,
    digestOid: digestNamed(config.timeStampDigest ?? 'sha256', judging.algorithms),
    random: (size) => randomBytes(size),
  });
}

const STREEBOG = [
  { name: 'streebog256', oid: OID.streebog256 },
  { name: 'streebog512', oid: OID.streebog512 },
];

function digestNamed(name: string, algorithms: Algorithms): string {
  const found = [...DIGESTS, ...STREEBOG].find((digest) => digest.name === name);
  if (found !== undefined && algorithms.digest(found.oid) !== undefined) return found.oid;
  throw new ConfigError(`timeStampDigest: no provider has the digest ${name}`);
}

/** EN 319 102-1 §5.4 with evidence from the network: what cannot be told now is asked again later. */
function tokenChecker({ judging, clock }: TimeStampingParts): TokenChecker {
  const { algorithms, policy } = judging;
  return {
    async check(token, octets) {
      const evidence = await evidenceOfTokens([token], judging);
      const time = clock.now();
      const { outcome } = await validateTimeStamp(
        { kind: 'checkpoint-time-stamp', token, over: octets },
        {
          trust: judging.trust(),
          evidence,
          policy,
          algorithms,
          control: { time, source: 'validation-time' },
          validationTime: time,
          evidenceTime: time,
          fileTime: time,
        },
      );
      if (outcome.indication === 'PASSED') return undefined;
      return `${outcome.subIndication ?? outcome.indication}: ${outcome.reason?.code ?? ''}`;
    },
  };
}

/** The certificates of those who made tokens, and the word of their authorities on revocation. */
export async function evidenceOfTokens(
  tokens: readonly Uint8Array[],
  judging: Judging,
): Promise<Evidence> {
  const { algorithms, evidence: source } = judging;
  const read = await Promise.all(tokens.map((token) => readToken(token, algorithms)));
  const facts = read.map((each) => each.facts);
  const certificates = facts.flatMap(({ embedded }) => embedded.certificates);
  const signers = facts.flatMap(({ signer, embedded }) =>
    embedded.certificates.filter(signer.names),
  );
  const trust = judging.trust();
  const found = await gatherEvidence({ signers, certificates }, { trust, source, algorithms });
  return { ...found, certificates: [...certificates, ...found.certificates] };
}
