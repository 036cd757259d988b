import type { Algorithms } from '../../../algorithms/registry.ts';
import { childElements, elementsFrom, onlyText } from '../../../formats/xml/navigate.ts';
import { parseXml } from '../../../formats/xml/parse-xml.ts';
import { SMEV_TRANSFORM } from '../../../formats/xml/smev-transform.ts';
import type { XmlDocument, XmlElement } from '../../../formats/xml/tree.ts';
import type { ReferenceLimits } from '../../policy/policy.ts';
import type { SignedObject } from '../signature-facts.ts';
import type { NamedSource } from '../validation-input.ts';
import { BASE64, OF_KEYS } from './algorithm-names.ts';
import { digestedContent, type OctetBudget } from './digested-content.ts';
import type { Identifiers } from './identifiers.ts';
import {
  dropsInstructions,
  isWholeDocument,
  locationOf,
  type ReferenceTarget,
  referenceTarget,
} from './reference-target.ts';
import { problem, type ReferenceElement, type SignatureElement } from './signature-element.ts';
import { type TransformData, transformed, transformsOf } from './transforms.ts';
import { isWithoutSignatures } from './without-signatures.ts';

/** A parsed document and what its signatures are read with. */
export interface SignedFile {
  readonly name: string;
  readonly document: XmlDocument;
  readonly identifiers: Identifiers;
  /** Handed in beside the document. */
  readonly content?: NamedSource;
  readonly algorithms: Algorithms;
  readonly limits: ReferenceLimits;
  readonly budget: OctetBudget;
}

interface Resolved {
  readonly reference: ReferenceElement;
  readonly target: ReferenceTarget;
}

/** XML Signature 1.1 §3.2.1: what each reference covers, with its digest. Throws FormatError. */
export async function signedObjects(
  signature: SignatureElement,
  file: SignedFile,
): Promise<readonly SignedObject[]> {
  const resolved = signature.references.map((reference) => ({
    reference,
    target: referenceTarget(reference.uri, file.identifiers),
  }));
  const external = resolved.filter(({ target }) => target.kind === 'external');
  const objectsCovered = coversObjects(signature, resolved) && !carriesOther(signature);
  const objects: SignedObject[] = [];
  for (const each of resolved) {
    const isContent = each.target.kind === 'external' && meansContent(each, external, file);
    objects.push(
      isContent
        ? await contentObject(each.reference, signature, file)
        : ownObject(each, { signature, file, objectsCovered }),
    );
  }
  return objects;
}

/** With one reference outside, the content that was handed in is what it means; of several, by name. */
function meansContent(
  { reference }: Resolved,
  external: readonly Resolved[],
  { content }: SignedFile,
): boolean {
  if (content === undefined) return false;
  if (external.length === 1) return true;
  const last = reference.uri?.split('/').at(-1) ?? '';
  return last === content.name || last === encodeURIComponent(content.name);
}

async function contentObject(
  reference: ReferenceElement,
  { element }: SignatureElement,
  file: SignedFile,
): Promise<SignedObject> {
  const { content } = file;
  if (content === undefined) throw new RangeError('no content to resolve a reference to');
  const common = commonOf(reference, file);
  if (reference.transforms.length === 0) {
    return { name: content.name, content, whole: true, ...common };
  }
  const transforms = transformsOf(reference.transforms, element);
  const octets = await wholeOf(content);
  const start: TransformData = { kind: 'octets', write: (sink) => sink(octets) };
  const digested = digestedContent(content.name, transformed(start, transforms), {
    ...file,
    digest: common.digestOid,
  });
  return {
    name: content.name,
    content: { ...digested, place: { file: content.name } },
    whole: keepsAll(reference, octets),
    ...common,
  };
}

/** Whether the transforms of a reference to content take nothing away that a reader of it would see. */
function keepsAll(reference: ReferenceElement, content: Uint8Array): boolean {
  if (reference.transforms.some(isWithoutSignatures)) return false;
  const isSmev = reference.transforms.some(({ algorithm }) => algorithm === SMEV_TRANSFORM);
  return !isSmev || !dropsInstructions(reference, parseXml(content));
}

/** Octets of content that transforms need in memory. */
const TRANSFORMED_LIMIT = 64 * 1024 * 1024;

async function wholeOf({ source }: NamedSource): Promise<Uint8Array> {
  if (source.size > TRANSFORMED_LIMIT) {
    throw problem('limit', `${source.size} octets to be transformed, over ${TRANSFORMED_LIMIT}`);
  }
  return source.read(0, source.size);
}

function ownObject(
  { reference, target }: Resolved,
  {
    signature,
    file,
    objectsCovered,
  }: {
    readonly signature: SignatureElement;
    readonly file: SignedFile;
    readonly objectsCovered: boolean;
  },
): SignedObject {
  const common = commonOf(reference, file);
  if (target.kind === 'external' || target.kind === 'missing') {
    return { name: reference.uri ?? file.name, whole: false, ...common };
  }
  const { document } = file;
  const apex = target.kind === 'element' ? { apex: target.element } : {};
  const start: TransformData = {
    kind: 'nodes',
    subset: { document, ...apex },
    comments: target.comments,
  };
  const transforms = transformsOf(reference.transforms, signature.element);
  const name = nameOf(target, file);
  const digested = digestedContent(name, transformed(start, transforms), {
    ...file,
    digest: common.digestOid,
  });
  const content = { ...digested, place: { file: file.name } };
  // Beside content of its own a signature covers that content, and the file only carries the signature.
  const whole =
    file.content === undefined &&
    objectsCovered &&
    (isWholeDocument(target, reference, { document, signature: signature.element }) ||
      isWholeEnvelope({ reference, target }, signature, file));
  return { name, content, whole, ...common };
}

function commonOf(
  { digestMethod, digestValue }: ReferenceElement,
  { algorithms }: SignedFile,
): Pick<SignedObject, 'digestOid' | 'expectedDigest'> {
  const digestOid = algorithms.digest(digestMethod)?.oid ?? digestMethod;
  return { digestOid, expectedDigest: digestValue };
}

function nameOf(
  target: Extract<ReferenceTarget, { kind: 'document' | 'element' }>,
  { name }: SignedFile,
): string {
  const location = target.kind === 'document' ? '/' : locationOf(target.element);
  return `${name} ${location}`;
}

/** Whether every Object is covered, which may carry anything; but for XAdES, told as not judged. */
function coversObjects(signature: SignatureElement, resolved: readonly Resolved[]): boolean {
  const { objects } = signature;
  const covered = new Set(resolved.map(({ target }) => objectOf(target, signature)));
  return objects.every(
    (object) => covered.has(object) || onlyElement(object)?.localName === 'QualifyingProperties',
  );
}

/** XML Signature 1.1 §4.5: KeyInfo may hold elements of anybody's, and nobody signs it. */
function carriesOther({ keyInfo }: SignatureElement): boolean {
  if (keyInfo === undefined) return false;
  for (const { namespace } of elementsFrom(keyInfo)) if (!OF_KEYS.has(namespace)) return true;
  return false;
}

/** Enveloping: the root is the signature, and the target is an Object with everything in it. */
function isWholeEnvelope(
  { reference, target }: Resolved,
  signature: SignatureElement,
  { document }: SignedFile,
): boolean {
  if (signature.element !== document.root || target.kind !== 'element') return false;
  if (document.children.some(({ kind }) => kind === 'instruction')) return false;
  if (objectOf(target, signature) === undefined || dropsInstructions(reference, document))
    return false;
  const textOnly = reference.transforms.some(({ algorithm }) => algorithm === BASE64);
  return !textOnly || onlyText(target.element) !== undefined;
}

/** The Object that is covered: itself, or through the one element that is all its content. */
function objectOf(target: ReferenceTarget, { objects }: SignatureElement): XmlElement | undefined {
  if (target.kind !== 'element') return undefined;
  const { element } = target;
  return objects.find((object) => object === element || onlyElement(object) === element);
}

function onlyElement(object: XmlElement): XmlElement | undefined {
  const [only, ...others] = childElements(object);
  const blank = object.children.every(
    (child) =>
      child.kind === 'element' ||
      child.kind === 'comment' ||
      (child.kind === 'text' && child.value.trim() === ''),
  );
  return blank && others.length === 0 ? only : undefined;
}
