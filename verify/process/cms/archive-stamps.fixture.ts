// Archive time-stamps as others make them, written from the standards' text and not from the verifier.
import { createHash } from 'node:crypto';
import { octetString, oid, rawOf, sequence, set } from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { contextConstructed } from '../../../formats/asn1/tags.ts';
import { bytesSource, readAll } from '../../../formats/byte-source.ts';
import { encodeSignedData } from '../../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import type { Attribute, SignedData, SignerInfo } from '../../../formats/cms/signed-data.ts';
import { equalBytes } from '../../../formats/equal-bytes.ts';
import { joinBytes } from '../../../formats/join-bytes.ts';
import type { TimeStampClient } from '../../../signing/time-stamp/client.ts';
import { all, readElements, replaced, writeElement } from '../../fuzz/der-tree.ts';

/** What a time-stamp is made over. */
export type Maker = (signedData: SignedData, signerInfo: SignerInfo) => Promise<Uint8Array>;

const NOTHING = new Uint8Array();

/** archive-time-stamp-v2 with the tag of unsignedAttrs (TS 101 733 v2.2.1) or bare attributes (v1.8.3). */
export function archiveV2(form: 'tagged' | 'bare', outside: Uint8Array = NOTHING): Maker {
  return async (signedData, { encoded, unsignedAttributes = [] }) => {
    const attributes = unsignedAttributes.map((each) => each.encoded);
    return joinBytes([
      await readAll(signedData.encoded.encapContentInfo, 1e6),
      outside,
      signedData.encoded.certificates ?? NOTHING,
      signedData.encoded.crls ?? NOTHING,
      ...encoded.fields,
      ...(form === 'tagged' ? [rawOf(contextConstructed(1), attributes)] : attributes),
    ]);
  };
}

/** EN 319 122-2 annex A.2.2: the signature, then the signature-time-stamps and references, without outer headers. */
export const signatureAndReferences: Maker = async (_, { signature, unsignedAttributes = [] }) =>
  joinBytes([
    signature,
    ...bare(unsignedAttributes, OID.signatureTimeStamp),
    ...bare(unsignedAttributes, OID.completeCertificateReferences),
    ...bare(unsignedAttributes, OID.completeRevocationReferences),
  ]);

/** EN 319 122-2 annex A.2.1: the references alone. */
export const referencesAlone: Maker = async (_, { unsignedAttributes = [] }) =>
  joinBytes([
    ...bare(unsignedAttributes, OID.completeCertificateReferences),
    ...bare(unsignedAttributes, OID.completeRevocationReferences),
  ]);

function bare(attributes: readonly Attribute[], type: string): readonly Uint8Array[] {
  return attributes
    .filter(({ oid: each }) => each === type)
    .map(({ values }) => joinBytes([oid(type), set(...values)]));
}

/** The first signature of `cms` with one more unsigned attribute that holds a time-stamp. */
export async function addStamp(
  cms: Uint8Array,
  { client, type, make }: { client: TimeStampClient; type: string; make: Maker },
): Promise<Uint8Array> {
  return withToken(cms, type, async (signedData, signerInfo) => {
    return (await client.stamp(await make(signedData, signerInfo))).token;
  });
}

/**
 * The first signature of `cms` with one more value in its archive-time-stamp-v2 attribute, last or first of them;
 * everything else stays where it is.
 */
export async function addValue(
  cms: Uint8Array,
  { client, make, place }: { client: TimeStampClient; make: Maker; place: 'last' | 'first' },
): Promise<Uint8Array> {
  const signedData = await parseSignedData(bytesSource(cms));
  const [signerInfo] = signedData.signerInfos;
  const archive = signerInfo?.unsignedAttributes?.find((one) => one.oid === OID.archiveTimeStampV2);
  if (signerInfo === undefined || archive === undefined) throw new Error('no archive time-stamp');
  const { token } = await client.stamp(await make(signedData, signerInfo));
  const values = place === 'last' ? [...archive.values, token] : [token, ...archive.values];
  return withElement(cms, archive.encoded, sequence(oid(archive.oid), set(...values)));
}

/** `cms` with one element of it written otherwise; every other octet but lengths around it is as it was. */
export function withElement(cms: Uint8Array, was: Uint8Array, now: Uint8Array): Uint8Array {
  const [root] = readElements(cms) ?? [];
  const [change] = readElements(now) ?? [];
  const target = root && all(root).find(({ written }) => written && equalBytes(written, was));
  if (root === undefined || target === undefined || change === undefined) {
    throw new Error('no such element');
  }
  return joinBytes(replaced(root, target, [change]).map(writeElement));
}

/** archive-time-stamp-v3 with an index under `digest`, its imprint under SHA-256. */
export async function addIndexed(
  cms: Uint8Array,
  {
    client,
    content,
    digest = 'sha256',
  }: { client: TimeStampClient; content: Uint8Array; digest?: 'sha1' | 'sha256' },
): Promise<Uint8Array> {
  const hash = (octets: Uint8Array, by: string = digest) => createHash(by).update(octets).digest();
  const list = (items: readonly Uint8Array[]) =>
    sequence(...items.map((item) => octetString(hash(item))));
  return withToken(cms, OID.archiveTimeStampV3, async ({ encoded }, signerInfo) => {
    const values = (signerInfo.unsignedAttributes ?? []).flatMap((each) =>
      each.values.map((value) => joinBytes([oid(each.oid), value])),
    );
    const index = sequence(
      sequence(oid(OID[digest])),
      list(encoded.certificateChoices),
      list(encoded.revocationChoices),
      list(values),
    );
    const octets = [oid(OID.data), hash(content, 'sha256'), ...signerInfo.encoded.fields, index];
    const { token } = await client.stamp(joinBytes(octets));
    return withAttribute(token, { oid: OID.atsHashIndexV3, values: [index] });
  });
}

async function withToken(cms: Uint8Array, type: string, make: Maker): Promise<Uint8Array> {
  const signedData = await parseSignedData(bytesSource(cms));
  const [signerInfo] = signedData.signerInfos;
  if (signerInfo === undefined) throw new Error('no signer');
  return withAttribute(cms, { oid: type, values: [await make(signedData, signerInfo)] });
}

/** The first signature of `cms` with one more unsigned attribute. */
export async function withAttribute(
  cms: Uint8Array,
  attribute: { readonly oid: string; readonly values: readonly Uint8Array[] },
): Promise<Uint8Array> {
  const { content, ...parsed } = await parseSignedData(bytesSource(cms));
  const [first, ...others] = parsed.signerInfos;
  if (first === undefined) throw new Error('no signer');
  const unsignedAttributes = [...(first.unsignedAttributes ?? []), attribute];
  return encodeSignedData({
    ...parsed,
    ...(content === undefined ? {} : { content: await readAll(content, 10_000) }),
    signerInfos: [{ ...first, unsignedAttributes }, ...others],
  });
}
