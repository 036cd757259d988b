// C2SP/x509-limbo: path building and the profile of RFC 5280.
import type { Algorithms } from '../../../algorithms/registry.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { certificatesIn, crlsIn } from '../../../formats/x509/certificate-files.ts';
import { validateCertificate } from '../../path/validate-certificate.ts';
import type { CaseAnswer, ConformanceSet } from '../conformance-set.ts';
import type { CorpusFolder } from '../corpus-folder.ts';
import rules from '../x509-limbo.json' with { type: 'json' };

interface Case {
  readonly id: string;
  readonly expected_result: 'SUCCESS' | 'FAILURE';
  readonly peer_certificate: string;
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly crls: readonly string[];
  readonly validation_time: string | null;
  readonly extended_key_usage: readonly string[];
  readonly max_chain_depth: number | null;
}

// The corpus names no time where every certificate is valid for decades.
const ANY_TIME = '2024-04-01T00:00:00Z';
const KEY_PURPOSES: ReadonlyMap<string, string> = new Map([
  ['serverAuth', '1.3.6.1.5.5.7.3.1'],
  ['clientAuth', '1.3.6.1.5.5.7.3.2'],
]);

export function x509Limbo(folder: CorpusFolder, algorithms: Algorithms): ConformanceSet {
  const { testcases } = JSON.parse(folder.text('x509-limbo.json')) as {
    testcases: readonly Case[];
  };
  const exceptions = new Map(Object.entries(rules.notApplicable));
  const cases = testcases.map((one) => {
    const exception = exceptions.get(one.id);
    return {
      id: one.id,
      expected: one.expected_result === 'SUCCESS' ? ('valid' as const) : ('invalid' as const),
      judge: () => judge(one, algorithms),
      ...(exception === undefined ? {} : { exception }),
    };
  });
  return { name: 'x509-limbo', cases };
}

/** Ids that the file of exceptions names and the corpus does not have. */
export function unknownExceptions({ cases }: ConformanceSet): readonly string[] {
  const ids = new Set(cases.map(({ id }) => id));
  return Object.keys(rules.notApplicable).filter((id) => !ids.has(id));
}

/** The profile that the data file gives: RFC 5280 §6 alone, or with §4 and §5 on top. */
function isStrict(id: string): boolean {
  return rules.strict.some((prefix) => id.startsWith(prefix));
}

async function judge(one: Case, algorithms: Algorithms): Promise<CaseAnswer> {
  const extendedKeyUsage = KEY_PURPOSES.get(one.extended_key_usage[0] ?? '');
  const certificates = (pems: readonly string[]) =>
    pems.flatMap((pem) => certificatesIn(Buffer.from(pem)));
  try {
    const [leaf] = certificates([one.peer_certificate]);
    if (leaf === undefined) return { accepted: false, reason: 'no certificate' };
    const { indication, reason } = await validateCertificate({
      leaf,
      trust: certificates(one.trusted_certs).map((certificate) => ({ certificate })),
      purpose: 'any',
      ...(extendedKeyUsage === undefined ? {} : { extendedKeyUsage }),
      evidence: {
        certificates: certificates(one.untrusted_intermediates),
        crls: one.crls.flatMap((pem) => crlsIn(Buffer.from(pem))),
        ocspResponses: [],
      },
      at: new Date(one.validation_time ?? ANY_TIME),
      algorithms,
      leafValidity: 'check',
      requireRevocation: one.crls.length > 0 ? 'leaf' : false,
      strict: isStrict(one.id),
      ...(one.max_chain_depth === null ? {} : { maximumPathLength: one.max_chain_depth }),
    });
    return { accepted: indication === 'PASSED', reason: reason.code };
  } catch (error) {
    if (error instanceof FormatError) return { accepted: false, reason: error.message };
    throw error;
  }
}
