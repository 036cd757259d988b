import * as asn1js from 'asn1js';
import { AlgorithmIdentifier } from 'pkijs';
import type { TestKeys } from './keys.ts';

/** The signature algorithm as pkijs writes it, for the outside and, where there is one, the inside. */
export function algorithmOf({ certificateAlgorithm }: TestKeys): AlgorithmIdentifier {
  const { oid, parameters } = certificateAlgorithm;
  if (parameters === undefined) return new AlgorithmIdentifier({ algorithmId: oid });
  const algorithmParams = asn1js.fromBER(Uint8Array.from(parameters)).result;
  return new AlgorithmIdentifier({ algorithmId: oid, algorithmParams });
}

/** pkijs signs by WebCrypto only, which has no GOST: its encoding, our signature. */
export async function signatureOver(
  tbs: ArrayBuffer,
  { key }: TestKeys,
): Promise<asn1js.BitString> {
  const signature = await key.sign(new Uint8Array(tbs));
  return new asn1js.BitString({ valueHex: Uint8Array.from(signature).buffer });
}

/** SEQUENCE { toBeSigned, signatureAlgorithm, signature }: the DER of the first. */
export function toBeSigned(structure: { toSchema(encode: true): asn1js.Sequence }): ArrayBuffer {
  const [tbs] = structure.toSchema(true).valueBlock.value;
  if (tbs === undefined) throw new Error('nothing to be signed');
  return tbs.toBER();
}
