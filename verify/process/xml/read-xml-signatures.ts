import type { Algorithms } from '../../../algorithms/registry.ts';
import type { ByteSource } from '../../../formats/byte-source.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { XML_LIMITS } from '../../../formats/xml/limits.ts';
import { parseXml } from '../../../formats/xml/parse-xml.ts';
import type { XmlDocument, XmlElement } from '../../../formats/xml/tree.ts';
import { isFixed } from '../../policy/checks/checks.ts';
import { type Policy, REFERENCE_LIMITS } from '../../policy/policy.ts';
import type { SignatureFacts } from '../signature-facts.ts';
import type { NamedSource } from '../validation-input.ts';
import { CANONICAL_OCTETS_LIMIT } from './digested-content.ts';
import { surveyOf } from './identifiers.ts';
import { readKeyInfo } from './key-info.ts';
import { leadsOutside } from './reference-target.ts';
import { readSignatureElement, type SignatureElement } from './signature-element.ts';
import { signedInfoOctets } from './signed-info.ts';
import { type SignedFile, signedObjects } from './signed-objects.ts';
import { unreadableFacts, xmlFindings } from './xml-findings.ts';

interface Input {
  readonly signature: NamedSource;
  /** What a reference outside the document means. */
  readonly content?: NamedSource;
  readonly algorithms: Algorithms;
  readonly policy?: Policy;
}

/**
 * One SignatureFacts for each ds:Signature of an XML document, in the order of the document; one parse, one
 * tree, from which references are digested and content is handed back. Throws FormatError for what is not
 * well-formed or over a limit.
 */
export async function readXmlSignatures(
  input: Input,
  signaturesLimit: number,
): Promise<readonly SignatureFacts[]> {
  const { file, signatures } = await openFile(input);
  if (signatures.length > signaturesLimit) {
    const reason = `${signatures.length} signatures are over the limit of ${signaturesLimit}`;
    throw new FormatError('limit', { format: 'signed file', reason });
  }
  const facts: SignatureFacts[] = [];
  for (const element of signatures) facts.push(await readSignature(element, file));
  return facts;
}

/**
 * Whether every reference of every signature stays in the document (XML Signature 1.1 §4.4.3.2): what lies beside it is
 * then nothing of theirs. False where there is no signature. Throws FormatError.
 */
export async function signsOnlyItself(source: ByteSource): Promise<boolean> {
  const { signatures } = surveyOf((await documentIn(source)).root);
  const references = signatures.flatMap((element) => {
    return readSignatureElement(element, REFERENCE_LIMITS).references;
  });
  return references.length > 0 && references.every(({ uri }) => !leadsOutside(uri));
}

async function documentIn(source: ByteSource): Promise<XmlDocument> {
  const { size } = source;
  if (size > XML_LIMITS.octets) {
    const reason = `${size} octets are over the limit of ${XML_LIMITS.octets}`;
    throw new FormatError('limit', { format: 'XML', reason });
  }
  return parseXml(await source.read(0, size));
}

async function openFile({ signature, content, algorithms, policy }: Input): Promise<{
  file: SignedFile;
  signatures: readonly XmlElement[];
}> {
  const document = await documentIn(signature.source);
  const { identifiers, signatures } = surveyOf(document.root);
  const file = {
    name: signature.name,
    document,
    identifiers,
    ...(content === undefined ? {} : { content }),
    algorithms,
    limits: policy?.xml ?? REFERENCE_LIMITS,
    budget: { left: CANONICAL_OCTETS_LIMIT },
  };
  return { file, signatures };
}

async function readSignature(element: XmlElement, file: SignedFile): Promise<SignatureFacts> {
  try {
    return await factsOf(readSignatureElement(element, file.limits), file);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return unreadableFacts(error);
  }
}

async function factsOf(signature: SignatureElement, file: SignedFile): Promise<SignatureFacts> {
  const { embedded, signer, remarks } = readKeyInfo(signature.keyInfo);
  const findings = xmlFindings({ signature, file, remarks });
  const readable = findings.every(({ id, failed }) => failed === undefined || !isFixed(id));
  const objects = readable ? await signedObjects(signature, file) : [];
  const octets = readable ? signedInfoOctets(signature, file) : new Uint8Array();
  const { algorithm } = signature.signatureMethod;
  return {
    format: 'XMLDSig',
    level: 'XMLDSig',
    findings,
    signer,
    embedded,
    objects,
    value: {
      algorithm: { oid: algorithm },
      // Named by the algorithm itself, except where the message is not digested first (EdDSA).
      digestOid: objects[0]?.digestOid ?? '',
      value: signature.value,
      over: { kind: 'octets', asReceived: octets, der: octets },
    },
    signedAttributes: false,
  };
}
