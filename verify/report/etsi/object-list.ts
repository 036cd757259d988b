import {
  type WrittenElement,
  xmlElement,
  xmlElementWith,
} from '../../../formats/xml/write-element.ts';
import type { SignatureReport, SignedContent, ValidationObject } from '../report.ts';
import type { LoneTimeStamp } from './judged-signatures.ts';
import { timeStampValidation } from './time-stamp-validation.ts';
import { OBJECT_TYPE, PROOF_TYPE } from './uris.ts';
import { digestElement, momentElement, reference } from './values.ts';

type Kind = ValidationObject['kind'] | 'signed-data';

interface Listed {
  readonly kind: Kind;
  readonly algorithm: string;
  readonly digest: string;
  readonly object?: ValidationObject;
  readonly timeStamp?: LoneTimeStamp;
}

interface Reported {
  readonly objects: readonly ValidationObject[];
  readonly signatures: readonly SignatureReport[];
  /** Beside those of the signatures. */
  readonly timeStamps: readonly LoneTimeStamp[];
}

/**
 * TS 119 102-2 §4.4: everything that the reports refer to, each once, by its digest. Identifiers are made of the
 * digests, so that the same object has the same one in every report.
 */
export class ObjectList {
  readonly #listed = new Map<string, Listed>();

  constructor({ objects, signatures, timeStamps }: Reported) {
    for (const object of objects) this.#add(object.kind, 'sha256', object.sha256, { object });
    for (const signature of signatures) {
      for (const { digestAlgorithm, digest } of signature.signedContent) {
        this.#add('signed-data', digestAlgorithm, digest);
      }
      this.#addCertificates(signature);
    }
    const all: readonly LoneTimeStamp[] = [
      ...signatures.flatMap((each) => each.timestamps),
      ...timeStamps,
    ];
    for (const timeStamp of all) {
      const { sha256, over } = timeStamp;
      if (over !== undefined) this.#add('signed-data', over.digestAlgorithm, over.digest);
      if (sha256 !== undefined) this.#add('time-stamp', 'sha256', sha256, { timeStamp });
      this.#addCertificates(timeStamp);
    }
  }

  /** Of those that are listed, in the order asked. */
  certificates(...sha256: readonly (string | undefined)[]): string[] {
    return this.#ids('certificate', sha256);
  }

  revocationData(...sha256: readonly string[]): string[] {
    return [...this.#ids('crl', sha256), ...this.#ids('ocsp-response', sha256)];
  }

  timeStamps(...sha256: readonly (string | undefined)[]): string[] {
    return this.#ids('time-stamp', sha256);
  }

  signedData(contents: readonly SignedContent[]): string[] {
    const ids = contents.map(({ digestAlgorithm, digest }) =>
      idOf('signed-data', digestAlgorithm, digest),
    );
    return [...new Set(ids)];
  }

  /** Undefined where the reports refer to nothing. */
  element(): WrittenElement | undefined {
    if (this.#listed.size === 0) return undefined;
    const elements = [...this.#listed].map(([id, listed]) => this.#objectElement(id, listed));
    return xmlElement('SignatureValidationObjects', elements);
  }

  #objectElement(
    id: string,
    { kind, algorithm, digest, object, timeStamp }: Listed,
  ): WrittenElement {
    return xmlElementWith(
      'ValidationObject',
      { id },
      xmlElement('ObjectType', OBJECT_TYPE[kind]),
      xmlElement(
        'ValidationObjectRepresentation',
        digestElement('DigestAlgAndValue', algorithm, digest),
      ),
      object && this.#proofElement(object),
      timeStamp && this.#provenElement(timeStamp),
      timeStamp && timeStampValidation(timeStamp, id, this),
    );
  }

  /** POEType. */
  #proofElement({
    provenSince,
    provenBy,
    timeStamp,
  }: ValidationObject): WrittenElement | undefined {
    const time = momentElement('POETime', provenSince);
    if (time === undefined) return undefined;
    return xmlElement(
      'POE',
      time,
      xmlElement('TypeOfProof', PROOF_TYPE[provenBy]),
      reference('POEObject', this.timeStamps(timeStamp)),
    );
  }

  /** §4.4.7: what a token that holds proves to have existed. */
  #provenElement({ sha256, indication, genTime, over }: LoneTimeStamp): WrittenElement | undefined {
    const inside = [...this.#listed].flatMap(([id, { object }]) =>
      sha256 !== undefined && object?.timeStamp === sha256 ? [id] : [],
    );
    const proven = [...inside, ...(over === undefined ? [] : this.signedData([over]))];
    const time = momentElement('POETime', genTime);
    if (indication !== 'TOTAL-PASSED' || time === undefined || proven.length === 0)
      return undefined;
    return xmlElement('POEProvisioning', time, reference('ValidationObject', proven));
  }

  #addCertificates({
    signer,
    certificates,
  }: Pick<SignatureReport, 'signer' | 'certificates'>): void {
    const path = certificates.map(({ fingerprint }) => fingerprint);
    for (const digest of [...(signer === undefined ? [] : [signer.certificate]), ...path]) {
      this.#add('certificate', 'sha256', digest);
    }
  }

  #add(
    kind: Kind,
    algorithm: string,
    digest: string,
    more: Pick<Listed, 'object' | 'timeStamp'> = {},
  ): void {
    const id = idOf(kind, algorithm, digest);
    this.#listed.set(id, { kind, algorithm, digest, ...this.#listed.get(id), ...more });
  }

  #ids(kind: Kind, digests: readonly (string | undefined)[]): string[] {
    const ids = digests.flatMap((digest) =>
      digest === undefined ? [] : [idOf(kind, 'sha256', digest)],
    );
    return [...new Set(ids)].filter((id) => this.#listed.has(id));
  }
}

/** An xs:ID: a name without a colon. */
function idOf(kind: Kind, algorithm: string, digest: string): string {
  const parts = kind === 'signed-data' ? [kind, algorithm, digest] : [kind, digest];
  return parts.join('-').replace(/[^\w.-]/g, '_');
}
