import { createGost } from '../../algorithms/gost/provider.ts';
import { createNodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import type { AlgorithmProvider } from '../../algorithms/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { FILE_WORK_LIMITS } from '../path/budget.ts';
import { defaultPolicy } from '../policy/default-policy.ts';
import { validateSignatures } from '../process/validate-signatures.ts';
import type { ValidationReport } from '../report/report.ts';
import type { Subject } from './world.fixture.ts';

/** Octets that may be digested in judging one mutant, all of which are small. */
const MOST_DIGESTED = 128 * 1024 * 1024;

/** With the keys that they know, as in every run of the command. */
const PROVIDERS = [createNodeCrypto(), createGost()];

/** More work than any file may ask for. */
export class TooMuchWork extends Error {
  override readonly name = 'TooMuchWork';
}

/** Throws FormatError for what cannot be read, TooMuchWork. */
export function judgeSubject(subject: Subject): Promise<ValidationReport> {
  const { cms, content, trust, crls, time } = subject;
  return validateSignatures({
    signature: { name: 'a.p7s', source: bytesSource(cms) },
    ...(content === undefined ? {} : { content: { name: 'a', source: bytesSource(content) } }),
    trust: trust.map((certificate) => ({ certificate })),
    evidence: { certificates: [], crls: crls.map(parseCrl), ocspResponses: [] },
    policy: defaultPolicy,
    algorithms: algorithmsOf(counted(PROVIDERS)),
    time,
  });
}

/** Verifications and digested octets are counted and bounded: time that no clock measures. */
function counted(providers: readonly AlgorithmProvider[]): AlgorithmProvider[] {
  const spent = { verifications: 0, digested: 0 };
  const spend = (what: keyof typeof spent, amount: number, most: number) => {
    spent[what] += amount;
    if (spent[what] > most) throw new TooMuchWork(`${spent[what]} ${what}`);
  };
  return providers.map((provider) => ({
    ...provider,
    digests: provider.digests.map((one) => ({
      ...one,
      digest: (octets: Uint8Array) => {
        spend('digested', octets.length, MOST_DIGESTED);
        return one.digest(octets);
      },
    })),
    signatures: provider.signatures.map((one) => ({
      ...one,
      digestOid: one.digestOid.bind(one),
      verify: (request: Parameters<typeof one.verify>[0]) => {
        spend('verifications', 1, FILE_WORK_LIMITS.signatures);
        return one.verify(request);
      },
    })),
  }));
}
