import type { Algorithms } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import type { SignedData, SignerInfo } from '../../../formats/cms/signed-data.ts';
import { type Failure, failure, reasonOf } from '../block.ts';
import { namedDigest } from '../known-algorithms.ts';
import type { FormatFinding } from '../signature-facts.ts';
import { attributeName, type SignedAttributes } from './signed-attributes.ts';

interface Input {
  readonly signedData: SignedData;
  readonly signerInfo: SignerInfo;
  readonly attributes: SignedAttributes;
  /** The content is itself a set of attributes. */
  readonly ambiguous: boolean;
  readonly algorithms: Algorithms;
}

type Facts = Parameters<typeof failure>[2];
const refused = (code: Parameters<typeof failure>[1], facts?: Facts): Failure =>
  failure('FORMAT_FAILURE', code, facts);

/** EN 319 102-1 §5.2.2 for CMS: the rules of RFC 5652 for one signerInfo, in its order. */
export function formatFindings(input: Input): FormatFinding[] {
  const { signedData, signerInfo } = input;
  const findings: FormatFinding[] = signedData.remarks.map((remark) => ({
    id: 'encoding',
    clause: 'RFC 5652 §2',
    warning: reasonOf('encoding-remark', { remark }),
  }));
  findings.push(
    { id: 'digest-algorithm-listed', clause: 'RFC 5652 §5.1', ...when(notListed(input)) },
    { id: 'version', clause: 'RFC 5652 §5.1', ...when(unknownVersion(input)) },
    { id: 'signer-version', clause: 'RFC 5652 §5.3', ...signerVersion(signerInfo) },
    { id: 'digest-algorithms-agree', clause: 'RFC 8933 §3.1', ...when(disagreement(input)) },
    { id: 'content-type-data', clause: 'RFC 5652 §4', ...notData(signedData) },
  );
  if (signerInfo.signedAttributes === undefined) findings.push(...withoutAttributes(input));
  else findings.push(...withAttributes(input));
  return [...findings, ...notJudged(signerInfo)];
}

function when(failed: Failure | undefined): { failed?: Failure } {
  return failed === undefined ? {} : { failed };
}

// RFC 5652 §5.1: "Implementations MAY fail to validate signatures that use a digest algorithm that is not
// included in this set"; the set is not signed, and a reader that streams decides by it.
function notListed({ signedData, signerInfo }: Input): Failure | undefined {
  const digest = signerInfo.digestAlgorithm.oid;
  const listed = signedData.digestAlgorithms.some(({ oid }) => oid === digest);
  return listed ? undefined : refused('digest-algorithm-not-listed', { digest });
}

// RFC 5652 §5.1: "The version MUST be" 1, 3, 4 or 5. What another version means nobody has defined yet.
function unknownVersion({ signedData: { version } }: Input): Failure | undefined {
  if ([1, 3, 4, 5].includes(version)) return undefined;
  return refused('version-unexpected', { version, expected: '1, 3, 4, 5' });
}

// RFC 5652 §5.3: version 1 with issuerAndSerialNumber, 3 with subjectKeyIdentifier. Producers mix them up,
// and nothing hangs on which of the two it is.
function signerVersion({ version, sid }: SignerInfo): Pick<FormatFinding, 'failed' | 'warning'> {
  const expected = sid.kind === 'issuer-and-serial' ? 1 : 3;
  if (version === expected) return {};
  return version === 1 || version === 3
    ? { warning: reasonOf('version-unexpected', { version, expected }) }
    : { failed: refused('version-unexpected', { version, expected }) };
}

// Something else than a document was signed: a challenge to sign in with, a structure of another protocol.
function notData({ contentType }: SignedData): Pick<FormatFinding, 'warning'> {
  if (contentType === OID.data) return {};
  return { warning: reasonOf('content-type-not-data', { contentType }) };
}

// One digest for the content and another under the signature value would let the weaker one decide.
function disagreement({ signerInfo, algorithms }: Input): Failure | undefined {
  const { signatureAlgorithm, digestAlgorithm } = signerInfo;
  const named = namedDigest(signatureAlgorithm, algorithms);
  if (named === undefined || named === digestAlgorithm.oid) return undefined;
  return refused('digest-algorithms-differ', {
    digest: digestAlgorithm.oid,
    signature: signatureAlgorithm.oid,
  });
}

function withoutAttributes({ signedData, ambiguous }: Input): FormatFinding[] {
  return [
    {
      id: 'signed-attributes-where-required',
      clause: 'RFC 5652 §5.3', // "MUST be present if the content type … is not id-data"
      ...when(
        signedData.contentType === OID.data
          ? undefined
          : refused('signed-attributes-required', { contentType: signedData.contentType }),
      ),
    },
    {
      id: 'content-unambiguous',
      clause: 'draft-ietf-lamps-cms-euf-cma-signeddata',
      ...when(ambiguous ? refused('content-ambiguous') : undefined),
    },
  ];
}

function withAttributes({ signedData, signerInfo, attributes }: Input): FormatFinding[] {
  const { problems, contentType, algorithmProtection } = attributes;
  const empty = signerInfo.signedAttributes?.list.length === 0;
  return [
    {
      id: 'signed-attributes-not-empty',
      clause: 'RFC 5652 §5.3', // SignedAttributes ::= SET SIZE (1..MAX)
      ...when(empty ? refused('signed-attributes-empty') : undefined),
    },
    ...required(attributes, OID.contentType, 'RFC 5652 §11.1'),
    ...required(attributes, OID.messageDigest, 'RFC 5652 §11.2'),
    ...problems.map(({ oid, problem }) => ({
      id: 'signed-attribute',
      clause: 'RFC 5652 §5.3',
      failed: refused(`attribute-${problem}`, { attribute: attributeName(oid) }),
    })),
    {
      id: 'content-type-equal',
      clause: 'RFC 5652 §11.1', // eContentType itself is not signed
      ...when(
        contentType === undefined || contentType === signedData.contentType
          ? undefined
          : refused('content-type-differs', {
              attribute: contentType,
              content: signedData.contentType,
            }),
      ),
    },
    ...(algorithmProtection === undefined
      ? []
      : [
          {
            id: 'algorithm-protection',
            clause: 'RFC 6211 §3',
            ...when(
              algorithmProtection(signerInfo) ? undefined : refused('algorithm-protection-differs'),
            ),
          },
        ]),
  ];
}

function required(attributes: SignedAttributes, oid: string, clause: string): FormatFinding[] {
  const name = attributeName(oid);
  const present = attributes.present.has(oid);
  return [
    {
      id: `${name}-attribute`,
      clause,
      ...when(present ? undefined : refused('attribute-missing', { attribute: name })),
    },
  ];
}

const NOT_JUDGED: ReadonlyMap<string, string> = new Map([
  [OID.counterSignature, 'counter-signature'],
  [OID.archiveTimeStampV1, 'archive-time-stamp v1'],
]);

// What vouches for a time or another signer must not seem to have been looked at.
function notJudged({ signedAttributes, unsignedAttributes = [] }: SignerInfo): FormatFinding[] {
  return [...(signedAttributes?.list ?? []), ...unsignedAttributes].flatMap(({ oid }) => {
    const attribute = NOT_JUDGED.get(oid);
    if (attribute === undefined) return [];
    const warning = reasonOf('unsigned-attribute-not-judged', { attribute });
    return [{ id: 'attribute-not-judged', clause: 'EN 319 122-1 §5', warning }];
  });
}
