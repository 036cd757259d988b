// EN 319 102-1 §5.6.2.3: the objects inside a file that a time-stamp over it proves.
import { OID } from '../../../formats/asn1/oids.ts';
import { readReferences } from '../../../formats/cms/complete-references.ts';
import {
  readCertificateValues,
  readRevocationValues,
} from '../../../formats/cms/long-term-attributes.ts';
import { parseSignerInfo } from '../../../formats/cms/read-signer-info.ts';
import type { Attribute, SignedData, SignerInfo } from '../../../formats/cms/signed-data.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { parseOcspResponse } from '../../../formats/ocsp/parse-ocsp-response.ts';
import { parseTimeStampToken, type TimeStampToken } from '../../../formats/tsp/token.ts';
import { type Covered, coveredObjects, joinCovered, NOTHING_COVERED } from '../covered.ts';

type Octets = readonly Uint8Array[];

export const ARCHIVE_TIME_STAMPS: ReadonlySet<string> = new Set([
  OID.archiveTimeStampV1,
  OID.archiveTimeStampV2,
  OID.archiveTimeStampV3,
]);

const TIME_STAMPS: ReadonlySet<string> = new Set([
  ...ARCHIVE_TIME_STAMPS,
  OID.contentTimeStamp,
  OID.signatureTimeStamp,
  OID.escTimeStamp,
  OID.certCrlTimeStamp,
]);

/** Certificates, CRLs, OCSP responses, tokens and signature values of one file, each read once for all its tokens. */
export class StampedParts {
  readonly #tokens = new Map<Uint8Array, Promise<TimeStampToken | undefined>>();
  readonly #contents = new Map<Uint8Array, Promise<Covered>>();
  readonly #embedded = new Map<SignedData, Octets>();
  readonly #responders = new Map<Uint8Array, Octets>();

  /** Undefined: it cannot be read. */
  token(value: Uint8Array): Promise<TimeStampToken | undefined> {
    const known = this.#tokens.get(value) ?? readable(() => parseTimeStampToken(value));
    this.#tokens.set(value, known);
    return known;
  }

  /** What came along in a SignedData. */
  embedded(signedData: SignedData): Octets {
    const { certificates, crls, ocspResponses } = signedData;
    const known = this.#embedded.get(signedData) ?? [
      ...certificates.map(({ der }) => der),
      ...crls,
      ...ocspResponses,
      ...this.responders(ocspResponses),
    ];
    this.#embedded.set(signedData, known);
    return known;
  }

  /** The certificates that came inside OCSP answers: who stamps the answer stamps them. */
  responders(ocspResponses: Octets): Octets {
    return ocspResponses.flatMap((der) => {
      const known = this.#responders.get(der) ?? responderCertificates(der);
      this.#responders.set(der, known);
      return known;
    });
  }

  /** The tokens over the content: they stand among the signed attributes, which every archive time-stamp is over. */
  signedStamps({ signedAttributes }: SignerInfo): Promise<Covered> {
    const list = signedAttributes?.list ?? [];
    return this.inside(list.filter(({ oid }) => oid === OID.contentTimeStamp));
  }

  /**
   * What lies inside attributes: tokens, the validation data that came with them, of lists of values each certificate,
   * CRL and OCSP response, and of lists of references each digest.
   */
  async inside(attributes: readonly Attribute[]): Promise<Covered> {
    const found: Covered[] = [];
    for (const { oid, values } of attributes) {
      for (const value of values) found.push(await this.#insideValue(oid, value));
    }
    return joinCovered(found);
  }

  #insideValue(oid: string, value: Uint8Array): Promise<Covered> {
    const known = this.#contents.get(value) ?? this.#read(oid, value);
    this.#contents.set(value, known);
    return known;
  }

  async #read(oid: string, value: Uint8Array): Promise<Covered> {
    if (TIME_STAMPS.has(oid)) {
      return joinCovered([coveredObjects([value]), await this.#insideToken(value)]);
    }
    if (oid === OID.counterSignature) return this.#insideCounterSignature(value);
    const objects = (await readable(async () => valuesOf(oid, value))) ?? [];
    const references = await readable(async () => readReferences({ oid, values: [value] }));
    return {
      objects: [...objects, ...this.responders(objects)],
      references: references ?? [],
    };
  }

  /** RFC 5652 §11.4: the value of the counter-signature, and what lies on it in turn. */
  async #insideCounterSignature(value: Uint8Array): Promise<Covered> {
    const signerInfo = await readable(async () => parseSignerInfo(value));
    if (signerInfo === undefined) return NOTHING_COVERED;
    const { signature, unsignedAttributes = [] } = signerInfo;
    return joinCovered([coveredObjects([signature]), await this.inside(unsignedAttributes)]);
  }

  async #insideToken(value: Uint8Array): Promise<Covered> {
    const token = await this.token(value);
    if (token === undefined) return NOTHING_COVERED;
    const { signedData } = token;
    const signers = signedData.signerInfos;
    const attributes = signers.flatMap(({ unsignedAttributes = [] }) => unsignedAttributes);
    // Tokens inside tokens prove nothing that anybody asks about.
    const lists = attributes.filter(({ oid }) => !TIME_STAMPS.has(oid));
    return joinCovered([
      coveredObjects([...signers.map(({ signature }) => signature), ...this.embedded(signedData)]),
      await this.inside(lists),
    ]);
  }
}

function valuesOf(oid: string, value: Uint8Array): Octets {
  const attribute = { oid, values: [value] };
  if (oid === OID.certificateValues) return readCertificateValues(attribute);
  if (oid !== OID.revocationValues) return [];
  const { crls, ocspResponses } = readRevocationValues(attribute);
  return [...crls, ...ocspResponses];
}

function responderCertificates(der: Uint8Array): Octets {
  try {
    return parseOcspResponse(der).certificates.map((certificate) => certificate.der);
  } catch (error) {
    if (error instanceof FormatError) return []; // a certificate or a CRL, or nothing that is read
    throw error;
  }
}

async function readable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
