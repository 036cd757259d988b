import type { Algorithms } from '../../../algorithms/registry.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { attributeName } from '../../../formats/cms/attribute-names.ts';
import type { SignedData, SignerInfo } from '../../../formats/cms/signed-data.ts';
import type { CheckId } from '../../policy/checks/checks.ts';
import { type Failure, failure } from '../block.ts';
import { namedDigest } from '../known-algorithms.ts';
import type { FormatFinding } from '../signature-facts.ts';
import { misplaced, notJudged } from './attribute-places.ts';
import { contentDigest, digestNamedBy } from './content-digest.ts';
import type { SignedAttributes } from './signed-attributes.ts';

interface Input {
  readonly signedData: SignedData;
  readonly signerInfo: SignerInfo;
  readonly attributes: SignedAttributes;
  /** So often the value of the signature is in the file. */
  readonly times: number;
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
  const findings = encodings([...signedData.remarks, ...remarksOf(input)]);
  findings.push(
    { id: 'digest-algorithm-listed', ...when(notListed(input)) },
    { id: 'version', ...when(unknownVersion(input)) },
    ...signerVersion(signerInfo),
    { id: 'digest-algorithms-agree', ...when(disagreement(input)) },
    { id: 'content-type-data', ...when(notData(signedData)) },
  );
  if (signerInfo.signedAttributes === undefined) findings.push(...withoutAttributes(input));
  else findings.push(...withAttributes(input));
  return [
    ...findings,
    ...misplaced(signerInfo),
    ...repeated(input),
    ...notJudged(signerInfo),
    ...certifiedRoles(input.attributes),
  ];
}

/**
 * RFC 5652 §11.4 for one counter-signature: no content type stands anywhere, and so none among the attributes, by
 * which it is told apart from a signature over a document.
 */
export function counterSignatureFindings(
  input: Omit<Input, 'signedData' | 'times'>,
): FormatFinding[] {
  const { signerInfo, attributes } = input;
  const common: FormatFinding[] = [
    ...encodings(remarksOf(input)),
    ...misplaced(signerInfo),
    ...signerVersion(signerInfo),
    { id: 'digest-algorithms-agree', ...when(disagreement(input)) },
  ];
  if (signerInfo.signedAttributes === undefined) return [...common, ambiguity(input)];
  const typed = attributes.present.has(OID.contentType);
  const attribute = { attribute: attributeName(OID.contentType) };
  return [
    ...common,
    notEmpty(signerInfo),
    {
      id: 'content-type-absent',
      ...when(typed ? refused('attribute-not-allowed', attribute) : undefined),
    },
    required(attributes, OID.messageDigest, 'message-digest-attribute'),
    ...attributeProblems(attributes),
    ...algorithmProtection(signerInfo, attributes),
    ...certifiedRoles(attributes),
  ];
}

/** What was tolerated at the reading. */
function encodings(remarks: readonly string[]): FormatFinding[] {
  return remarks.map((remark) => ({
    id: 'encoding',
    failed: refused('encoding-remark', { remark }),
  }));
}

function remarksOf({
  signerInfo,
  attributes,
  algorithms,
}: Pick<Input, 'signerInfo' | 'attributes' | 'algorithms'>): string[] {
  const { oid } = signerInfo.digestAlgorithm;
  const isDigest = contentDigest(signerInfo, algorithms) === oid;
  return [
    ...(isDigest ? [] : [`digestAlgorithm ${oid} is a signature algorithm`]),
    ...attributes.remarks,
  ];
}

function when(failed: Failure | undefined): { failed?: Failure } {
  return failed === undefined ? {} : { failed };
}

// RFC 5652 §5.1: "Implementations MAY fail to validate signatures that use a digest algorithm that is not
// included in this set"; the set is not signed, and a reader that streams decides by it.
function notListed({ signedData, signerInfo, algorithms }: Input): Failure | undefined {
  const digest = contentDigest(signerInfo, algorithms);
  const listed = signedData.digestAlgorithms.some(
    (algorithm) => digestNamedBy(algorithm, algorithms) === digest,
  );
  return listed ? undefined : refused('digest-algorithm-not-listed', { digest });
}

// RFC 5652 §5.1: "The version MUST be" 1, 3, 4 or 5. What another version means nobody has defined yet.
function unknownVersion({ signedData: { version } }: Input): Failure | undefined {
  if ([1, 3, 4, 5].includes(version)) return undefined;
  return refused('version-unexpected', { version, expected: '1, 3, 4, 5' });
}

// RFC 5652 §5.3: version 1 with issuerAndSerialNumber, 3 with subjectKeyIdentifier. Producers mix them up,
// and nothing hangs on which of the two it is.
function signerVersion({ version, sid }: SignerInfo): FormatFinding[] {
  const expected = sid.kind === 'issuer-and-serial' ? 1 : 3;
  const unexpected = refused('version-unexpected', { version, expected });
  if (version !== 1 && version !== 3) return [{ id: 'signer-version', failed: unexpected }];
  return [
    { id: 'signer-version' },
    { id: 'signer-version-fits', ...when(version === expected ? undefined : unexpected) },
  ];
}

// Something else than a document was signed: a challenge to sign in with, a structure of another protocol.
function notData({ contentType }: SignedData): Failure | undefined {
  if (contentType === OID.data) return undefined;
  return failure('SIG_CONSTRAINTS_FAILURE', 'content-type-not-data', { contentType });
}

// One digest for the content and another under the signature value would let the weaker one decide.
function disagreement({
  signerInfo,
  algorithms,
}: Pick<Input, 'signerInfo' | 'algorithms'>): Failure | undefined {
  const { signatureAlgorithm } = signerInfo;
  const digest = contentDigest(signerInfo, algorithms);
  const named = namedDigest(signatureAlgorithm, algorithms);
  if (named === undefined || named === digest) return undefined;
  return refused('digest-algorithms-differ', {
    digest,
    signature: signatureAlgorithm.oid,
  });
}

function withoutAttributes(input: Input): FormatFinding[] {
  const { contentType } = input.signedData;
  return [
    {
      id: 'signed-attributes-where-required', // "MUST be present if the content type … is not id-data"
      ...when(
        contentType === OID.data
          ? undefined
          : refused('signed-attributes-required', { contentType }),
      ),
    },
    ambiguity(input),
  ];
}

function ambiguity({ ambiguous }: Pick<Input, 'ambiguous'>): FormatFinding {
  return {
    id: 'content-unambiguous',
    ...when(ambiguous ? refused('content-ambiguous') : undefined),
  };
}

function withAttributes({ signedData, signerInfo, attributes }: Input): FormatFinding[] {
  const { contentType } = attributes;
  return [
    notEmpty(signerInfo),
    required(attributes, OID.contentType, 'content-type-attribute'),
    required(attributes, OID.messageDigest, 'message-digest-attribute'),
    ...attributeProblems(attributes),
    {
      id: 'content-type-equal', // eContentType itself is not signed
      ...when(
        contentType === undefined || contentType === signedData.contentType
          ? undefined
          : refused('content-type-differs', {
              attribute: contentType,
              content: signedData.contentType,
            }),
      ),
    },
    ...algorithmProtection(signerInfo, attributes),
  ];
}

function notEmpty({ signedAttributes }: SignerInfo): FormatFinding {
  const empty = signedAttributes?.list.length === 0;
  return {
    id: 'signed-attributes-not-empty', // SignedAttributes ::= SET SIZE (1..MAX)
    ...when(empty ? refused('signed-attributes-empty') : undefined),
  };
}

function attributeProblems({ problems }: SignedAttributes): FormatFinding[] {
  return problems.map(({ oid, problem }) => ({
    id: 'signed-attribute',
    failed: refused(`attribute-${problem}`, { attribute: attributeName(oid) }),
  }));
}

function algorithmProtection(
  signerInfo: SignerInfo,
  { algorithmProtection: agrees }: SignedAttributes,
): FormatFinding[] {
  if (agrees === undefined) return [];
  const failed = agrees(signerInfo) ? undefined : refused('algorithm-protection-differs');
  return [{ id: 'algorithm-protection', ...when(failed) }];
}

function required(attributes: SignedAttributes, oid: string, id: CheckId): FormatFinding {
  const attribute = attributeName(oid);
  const present = attributes.present.has(oid);
  return { id, ...when(present ? undefined : refused('attribute-missing', { attribute })) };
}

// Counted by signers, one signature must not pass for two.
function repeated({ times }: Input): FormatFinding[] {
  if (times === 1) return [];
  return [{ id: 'signature-once', failed: refused('signature-repeated', { times }) }];
}

// EN 319 122-1 §5.2.6: whether an authority vouches for the role hangs on a certificate that is not validated here.
function certifiedRoles({ claims: { roles } }: SignedAttributes): FormatFinding[] {
  if (roles === undefined || roles.certified.length === 0) return [];
  const failed = failure('SIG_CONSTRAINTS_FAILURE', 'certified-role-not-judged');
  return [{ id: 'attribute-not-judged', failed }];
}
