import type { Algorithms } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { type ByteSource, bytesSource } from '../../formats/byte-source.ts';
import { encodeSignedData, encodeSignerInfo } from '../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import { counterSign, counterSignature } from '../../signing/cades/counter-sign.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { createPki, type TestIdentity, type TestPki } from '../../test-fixtures/pki/create-pki.ts';

interface Wish {
  readonly content: ByteSource;
  readonly now: Date;
  readonly algorithms: Algorithms;
}

/**
 * A signature over whose value `notary` signed, and a clerk whose certificate was revoked a day before; upon the
 * clerk's signature somebody else did.
 */
export async function countersigned(
  { content, now, algorithms }: Wish,
  notary: string,
): Promise<{ readonly cms: Uint8Array; readonly pki: TestPki }> {
  const pki = await createPki({ now });
  const person = (commonName: string) => pki.issue({ subject: { commonName } });
  const signer = await person('Иванов Иван');
  const clerk = await person('Секретарь');
  const last = await person('Архивариус');
  pki.revoke(clerk.certificate, new Date(now.getTime() - 86_400_000));
  const by = (identity: TestIdentity) => ({ identity, signingTime: now, digest: algorithms });
  const plain = await signCades({
    ...{ content, detached: true, identities: [signer], signingTime: now, digest: algorithms },
  });
  const once = await counterSign(plain, by(await person(notary)));
  const { content: _, signerInfos, ...parsed } = await parseSignedData(bytesSource(once));
  const byClerk = async (signature: Uint8Array) => {
    const inner = await counterSignature(signature, by(clerk));
    const upon = encodeSignerInfo(await counterSignature(inner.signature, by(last)));
    const unsignedAttributes = [{ oid: OID.counterSignature, values: [upon] }];
    return encodeSignerInfo({ ...inner, unsignedAttributes });
  };
  const twice = signerInfos.map(async ({ unsignedAttributes = [], ...info }) => {
    const attribute = { oid: OID.counterSignature, values: [await byClerk(info.signature)] };
    return { ...info, unsignedAttributes: [...unsignedAttributes, attribute] };
  });
  const others = [clerk, last].map(({ certificate }) => certificate);
  const cms = encodeSignedData({
    ...parsed,
    certificates: [...parsed.certificates, ...others],
    signerInfos: await Promise.all(twice),
  });
  return { cms, pki };
}
