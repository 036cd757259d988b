import * as der from '../../../formats/asn1/encode.ts';
import { OID } from '../../../formats/asn1/oids.ts';
import { encodeSignerInfo } from '../../../formats/cms/encode-signed-data.ts';
import { counterSignature } from '../../../signing/cades/counter-sign.ts';
import { forgeSigner, replaced } from '../../../test-fixtures/samples/forge-cms.ts';
import {
  AT,
  algorithms,
  attribute,
  CONTENT,
  forged,
  signedXml,
  signer,
} from '../judged-world.fixture.ts';
import type { Case } from './weighed-case.fixture.ts';

const octets = (text: string) => new TextEncoder().encode(text);

export const FORMAT_CASES = {
  'format-accepted': {
    file: forged,
    code: 'format-not-accepted',
    fails: 'SIG_CONSTRAINTS_FAILURE',
    policy: { formats: ['CMS', 'XMLDSig'] },
    twinPolicy: { formats: ['CAdES'] },
  },
  encoding: {
    // The outermost SEQUENCE with indefinite length.
    file: async () => {
      const cms = await forged();
      return Uint8Array.of(0x30, 0x80, ...cms.subarray(4), 0, 0);
    },
    code: 'encoding-remark',
    fails: 'FORMAT_FAILURE',
  },
  'digest-algorithm-listed': {
    // The first OID of SHA-256 in the file is that of the list: it becomes SHA-384.
    file: async () => {
      const cms = Buffer.from(await forged());
      const sha256 = Buffer.from(der.oid(OID.sha256));
      cms.set(der.oid(OID.sha384), cms.indexOf(sha256));
      return cms;
    },
    code: 'digest-algorithm-not-listed',
    fails: 'FORMAT_FAILURE',
  },
  'signer-version-fits': {
    file: async () => {
      const cms = Buffer.from(await forged());
      const { issuer, serialNumber } = signer.certificate;
      const sid = der.sequence(issuer.der, der.integer(serialNumber));
      cms[cms.lastIndexOf(Buffer.from(sid)) - 1] = 3;
      return cms;
    },
    code: 'version-unexpected',
    fails: 'FORMAT_FAILURE',
  },
  'content-type-data': {
    file: () =>
      forged({
        attributes: replaced(OID.contentType, () => [der.oid('2.999.6')]),
        more: { contentType: '2.999.6' },
      }),
    code: 'content-type-not-data',
    fails: 'SIG_CONSTRAINTS_FAILURE',
  },
  'attributes-signed': {
    file: () => forged({ unsigned: async () => [attribute(OID.signingTime, der.time(AT))] }),
    code: 'attribute-not-allowed',
    fails: 'FORMAT_FAILURE',
  },
  'signature-once': {
    file: async () => {
      const one = await forgeSigner(signer, CONTENT, AT);
      return forged({ more: { signerInfos: [one, one] } });
    },
    twin: async () => {
      const times = [AT, new Date(AT.getTime() + 1000)];
      const signers = times.map((time) => forgeSigner(signer, CONTENT, time));
      return forged({ more: { signerInfos: await Promise.all(signers) } });
    },
    code: 'signature-repeated',
    fails: 'FORMAT_FAILURE',
  },
  'attribute-not-judged': {
    file: () =>
      forged({ unsigned: async () => [attribute(OID.archiveTimeStampV1, der.nullValue())] }),
    code: 'unsigned-attribute-not-judged',
    fails: 'SIG_CONSTRAINTS_FAILURE',
  },
  'counter-signature': {
    file: () =>
      forged({ unsigned: async () => [attribute(OID.counterSignature, der.nullValue())] }),
    twin: () =>
      forged({
        unsigned: async (signature) => {
          const request = { identity: signer, signingTime: AT, digest: algorithms };
          const counter = encodeSignerInfo(await counterSignature(signature, request));
          return [attribute(OID.counterSignature, counter)];
        },
      }),
    code: 'counter-signature-not-read',
    fails: 'SIG_CONSTRAINTS_FAILURE',
  },
  'key-info': {
    file: async () => {
      const xml = await signedXml();
      const more = '<ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data>';
      return octets(xml.replace('</ds:X509Data>', more));
    },
    twin: async () => octets(await signedXml()),
    code: 'encoding-remark',
    fails: 'FORMAT_FAILURE',
  },
  'not-judged': {
    file: async () => {
      const xml = await signedXml();
      const object =
        '<ds:Object><q:QualifyingProperties xmlns:q="http://uri.etsi.org/01903/v1.3.2#"/></ds:Object>';
      return octets(xml.replace('</ds:Signature>', `${object}</ds:Signature>`));
    },
    twin: async () => octets(await signedXml()),
    code: 'unsigned-attribute-not-judged',
    fails: 'SIG_CONSTRAINTS_FAILURE',
  },
} as const satisfies Readonly<Record<string, Case>>;
