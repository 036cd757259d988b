import type { FormatError } from '../../../formats/format-error.ts';
import { elementsFrom } from '../../../formats/xml/navigate.ts';
import { type Failure, failure } from '../block.ts';
import type { FormatFinding, SignatureFacts } from '../signature-facts.ts';
import { MANIFEST } from './algorithm-names.ts';
import { leadsOutside } from './reference-target.ts';
import type { SignatureElement } from './signature-element.ts';
import type { SignedFile } from './signed-objects.ts';

interface Input {
  readonly signature: SignatureElement;
  readonly file: SignedFile;
  /** What KeyInfo holds and nobody can read. */
  readonly remarks: readonly string[];
}

/** EN 319 102-1 §5.2.2 for XML signatures, once one is readable. */
export function xmlFindings({ signature, file, remarks }: Input): readonly FormatFinding[] {
  return [
    { id: 'signature-structure' },
    { id: 'identifiers-unique', ...when(repeated(file)) },
    { id: 'signature-method', ...when(refusedMethod(signature)) },
    { id: 'content-referenced', ...when(unreferenced(signature, file)) },
    ...remarks.map((remark) => ({
      id: 'key-info' as const,
      failed: failure('FORMAT_FAILURE', 'encoding-remark', { remark }),
    })),
    ...notJudged(signature),
  ];
}

function when(failed: Failure | undefined): { failed?: Failure } {
  return failed === undefined ? {} : { failed };
}

/** Which of two elements a reference means would be the reader's choice. */
function repeated({ identifiers }: SignedFile): Failure | undefined {
  const id = identifiers.repeated;
  return id === undefined
    ? undefined
    : failure('FORMAT_FAILURE', 'identifier-repeated', { id: id.slice(0, 200) });
}

/**
 * A message authentication code is made by whoever can verify it; over a public key anybody can. Parameters
 * of a method that nobody defined could mean anything.
 */
function refusedMethod({ signatureMethod }: SignatureElement): Failure | undefined {
  const { algorithm, parameters } = signatureMethod;
  if (/[#-]hmac-/.test(algorithm)) {
    return failure('FORMAT_FAILURE', 'mac-is-no-signature', { algorithm });
  }
  return parameters.length === 0
    ? undefined
    : failure('SIG_CONSTRAINTS_FAILURE', 'xml-not-supported', {
        detail: `parameters of ${algorithm.slice(0, 200)}`,
      });
}

/** Content was handed in, and the signature is over something else. */
function unreferenced(
  { references }: SignatureElement,
  { content }: SignedFile,
): Failure | undefined {
  if (content === undefined || references.some(({ uri }) => leadsOutside(uri))) return undefined;
  return failure('SIGNED_DATA_NOT_FOUND', 'content-not-referenced', { content: content.name });
}

// What lists other things, or says more about the signature, must not seem to have been looked at.
function notJudged({ references, objects }: SignatureElement): readonly FormatFinding[] {
  const found: string[] = [];
  if (references.some(({ type }) => type === MANIFEST)) found.push('Manifest');
  const properties = objects.some((object) =>
    [...elementsFrom(object)].some(({ localName }) => localName === 'QualifyingProperties'),
  );
  if (properties) found.push('QualifyingProperties (XAdES)');
  return found.map((attribute) => ({
    id: 'not-judged',
    failed: failure('SIG_CONSTRAINTS_FAILURE', 'unsigned-attribute-not-judged', { attribute }),
  }));
}

/** A signature that cannot be read: nothing of it is used but the reason. */
export function unreadableFacts(error: FormatError): SignatureFacts {
  const nothing = new Uint8Array();
  const finding = { id: 'signature-structure', failed: failureOf(error) } as const;
  return {
    format: 'XMLDSig',
    level: 'XMLDSig',
    findings: [finding],
    signer: { text: 'KeyInfo', names: () => false, references: [] },
    embedded: { certificates: [], crls: [], ocspResponses: [] },
    objects: [],
    value: {
      algorithm: { oid: '' },
      digestOid: '',
      value: nothing,
      over: { kind: 'octets', asReceived: nothing, der: nothing },
    },
    signedAttributes: false,
  };
}

// What is not supported, or over a limit of ours, says nothing against the signature.
function failureOf({ code, message }: FormatError): Failure {
  const facts = { detail: message };
  switch (code) {
    case 'malformed':
      return failure('FORMAT_FAILURE', 'xml-signature-malformed', facts);
    case 'unsupported':
      return failure('SIG_CONSTRAINTS_FAILURE', 'xml-not-supported', facts);
    case 'limit':
      return failure('SIG_CONSTRAINTS_FAILURE', 'xml-over-limit', facts);
  }
}
