import { derReader } from '../asn1/decode.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructed, TAG } from '../asn1/tags.ts';
import { readAlgorithm } from './read-fields.ts';

/** DER of the certificates and CRLs in a PKCS#7 certificate bag. */
export interface CertificateBag {
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
}

/**
 * RFC 5652 §5.1, degenerate: SEQUENCE { OID signedData, [0] SEQUENCE { version, digestAlgorithms,
 * encapContentInfo, certificates [0], crls [1], signerInfos } }, DER. A file with signatures in it is refused:
 * it was handed over as a signature, and its own certificates must not become what it is judged by.
 */
export function readCertificateBag(der: Uint8Array): CertificateBag {
  const outer = derReader(der, 'certificate bag');
  const info = outer.enter(TAG.sequence);
  outer.finish();
  if (info.oid() !== OID.signedData) throw info.error('unsupported', 'not a signedData');
  const wrapper = info.enter(contextConstructed(0));
  const data = wrapper.enter(TAG.sequence);
  data.smallInteger();
  const algorithms = data.enter(TAG.set);
  while (algorithms.more) readAlgorithm(algorithms);
  data.elementOf(TAG.sequence);
  const bag = { certificates: readMembers(0), crls: readMembers(1) };
  const signerInfos = data.enter(TAG.set);
  if (signerInfos.more)
    throw signerInfos.error('unsupported', 'a signature, no bag of certificates');
  for (const reader of [data, wrapper, info]) reader.finish();
  return bag;

  function readMembers(n: number): Uint8Array[] {
    if (!data.is(contextConstructed(n))) return [];
    const members = data.enter(contextConstructed(n));
    const list: Uint8Array[] = [];
    while (members.more) list.push(members.elementOf(TAG.sequence));
    return list;
  }
}
