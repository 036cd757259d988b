// Certificates, CRLs and OCSP responses to any wish, also wishes that no authority would grant: for tests
// of path validation. Ed25519 where nothing else is asked for, since thousands of keys take no time.
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { derReader } from '../../formats/asn1/decode.ts';
import * as der from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { TAG } from '../../formats/asn1/tags.ts';
import type { OcspResponse } from '../../formats/ocsp/ocsp-response.ts';
import { parseOcspResponse } from '../../formats/ocsp/parse-ocsp-response.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { Crl } from '../../formats/x509/crl.ts';
import { parseCertificate } from '../../formats/x509/parse-certificate.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { readPublicKeyInfo } from '../../formats/x509/read-fields.ts';

const ALGORITHMS = {
  ed25519: { identifier: der.sequence(der.oid('1.3.101.112')), digest: null },
  ec: { identifier: der.sequence(der.oid('1.2.840.10045.4.3.2')), digest: 'sha256' },
  dsa: { identifier: der.sequence(der.oid('2.16.840.1.101.3.4.3.2')), digest: 'sha256' },
  rsa: { identifier: rsaWith('1.2.840.113549.1.1.11'), digest: 'sha256' },
  'rsa-md5': { identifier: rsaWith('1.2.840.113549.1.1.4'), digest: 'md5' },
  'rsa-ripemd160': { identifier: rsaWith('1.3.36.3.3.1.2'), digest: 'ripemd160' },
  'rsa-sha512-256': { identifier: rsaWith('1.2.840.113549.1.1.16'), digest: 'sha512-256' },
} as const;

function rsaWith(oid: string): Uint8Array {
  return der.sequence(der.oid(oid), der.nullValue());
}

export interface Keys {
  readonly kind: keyof typeof ALGORITHMS;
  readonly privateKey: KeyObject;
  /** DER of the SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
}

export function newKeys(
  kind: Exclude<Keys['kind'], 'dsa'> = 'ed25519',
  namedCurve = 'P-256',
): Keys {
  const { privateKey, publicKey } = newPair(kind, namedCurve);
  return { kind, privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) };
}

function newPair(kind: Keys['kind'], namedCurve: string) {
  if (kind === 'ed25519') return generateKeyPairSync('ed25519');
  if (kind === 'ec') return generateKeyPairSync('ec', { namedCurve });
  return generateKeyPairSync('rsa', { modulusLength: 3072 });
}

/** One common name; `''` is the empty name. */
export function nameDer(commonName: string): Uint8Array {
  if (commonName === '') return der.sequence();
  const pair = der.sequence(der.oid(OID.commonName), der.utf8String(commonName));
  return der.sequence(der.setOf([pair]));
}

export function extensionDer(oid: string, value: Uint8Array, critical = false): Uint8Array {
  const flag = critical ? [der.boolean(true)] : [];
  return der.sequence(der.oid(oid), ...flag, der.octetString(value));
}

export interface CertificateWish {
  readonly subject: string;
  readonly issuer: string;
  readonly keys: Keys;
  readonly issuerKeys: Keys;
  readonly serial?: number;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly version?: 1 | 3;
  /** DER of each Extension. */
  readonly extensions?: readonly Uint8Array[];
}

export const FROM = new Date('2024-01-01T00:00:00Z');
export const UNTIL = new Date('2030-01-01T00:00:00Z');

export function forgeCertificate(wish: CertificateWish): Certificate {
  return parseCertificate(certificateDer(wish));
}

/** The octets alone: what is wished may be no DER. */
export function certificateDer(wish: CertificateWish): Uint8Array {
  const { extensions = [], version = 3 } = wish;
  const tbs = der.sequence(
    ...(version === 1 ? [] : [der.explicit(0, der.integer(2))]),
    der.integer(wish.serial ?? 1),
    algorithmOf(wish.issuerKeys),
    nameDer(wish.issuer),
    der.sequence(der.time(wish.notBefore ?? FROM), der.time(wish.notAfter ?? UNTIL)),
    nameDer(wish.subject),
    wish.keys.spki,
    ...(extensions.length === 0 ? [] : [der.explicit(3, der.sequence(...extensions))]),
  );
  return signed(tbs, wish.issuerKeys);
}

function algorithmOf({ kind }: Keys): Uint8Array {
  return ALGORITHMS[kind].identifier;
}

function signed(tbs: Uint8Array, keys: Keys): Uint8Array {
  return der.sequence(tbs, algorithmOf(keys), signatureOver(tbs, keys));
}

function signatureOver(tbs: Uint8Array, { kind, privateKey }: Keys): Uint8Array {
  return der.bitString(sign(ALGORITHMS[kind].digest, tbs, privateKey));
}

export function basicConstraints(pathLength?: number): Uint8Array {
  const limit = pathLength === undefined ? [] : [der.integer(pathLength)];
  const value = der.sequence(der.boolean(true), ...limit);
  return extensionDer(OID.basicConstraints, value, true);
}

export interface CrlWish {
  readonly issuer: string;
  readonly keys: Keys;
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
  readonly revoked?: readonly {
    readonly serial: number;
    readonly at: Date;
    readonly reason?: number;
    readonly invaliditySince?: Date;
  }[];
  readonly extensions?: readonly Uint8Array[];
}

export function forgeCrl(wish: CrlWish): Crl {
  return parseCrl(crlDer(wish));
}

/** The octets alone: a list may be too large to be read here. */
export function crlDer(wish: CrlWish): Uint8Array {
  const { extensions = [], revoked = [], nextUpdate } = wish;
  const entries = revoked.map(({ serial, at, reason, invaliditySince }) => {
    const told = [
      ...(reason === undefined ? [] : [extensionDer(OID.reasonCode, der.enumerated(reason))]),
      ...(invaliditySince === undefined
        ? []
        : [extensionDer(OID.invalidityDate, der.generalizedTime(invaliditySince))]),
    ];
    const tail = told.length === 0 ? [] : [der.sequence(...told)];
    return der.sequence(der.integer(serial), der.time(at), ...tail);
  });
  const tbs = der.sequence(
    der.integer(1),
    algorithmOf(wish.keys),
    nameDer(wish.issuer),
    der.time(wish.thisUpdate),
    ...(nextUpdate === undefined ? [] : [der.time(nextUpdate)]),
    ...(entries.length === 0 ? [] : [der.rawOf(TAG.sequence, entries)]),
    ...(extensions.length === 0 ? [] : [der.explicit(0, der.sequence(...extensions))]),
  );
  return signed(tbs, wish.keys);
}

export interface OcspWish {
  /** Of the certificate whose status is told. */
  readonly certificate: Certificate;
  readonly issuerKeys: Keys;
  readonly responder: string;
  readonly keys: Keys;
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
  readonly producedAt?: Date;
  readonly status: 'good' | 'unknown' | { readonly revoked: Date; readonly reason?: number };
  readonly hash?: keyof typeof HASH_OIDS;
  readonly certificates?: readonly Certificate[];
  /** Of the single response. */
  readonly extensions?: readonly Uint8Array[];
}

const HASH_OIDS = {
  md5: '1.2.840.113549.2.5',
  sha1: OID.sha1,
  sha256: OID.sha256,
} as const;

export function forgeOcspResponse(wish: OcspWish): OcspResponse {
  const { certificate, hash = 'sha1', extensions = [], nextUpdate } = wish;
  const digest = (bytes: Uint8Array) => der.octetString(createHash(hash).update(bytes).digest());
  const single = der.sequence(
    der.sequence(
      der.sequence(der.oid(HASH_OIDS[hash])),
      digest(certificate.issuer.der),
      digest(keyBits(wish.issuerKeys)),
      der.integer(certificate.serialNumber),
    ),
    statusDer(wish.status),
    der.generalizedTime(wish.thisUpdate),
    ...(nextUpdate === undefined ? [] : [der.explicit(0, der.generalizedTime(nextUpdate))]),
    ...(extensions.length === 0 ? [] : [der.explicit(1, der.sequence(...extensions))]),
  );
  const tbs = der.sequence(
    der.explicit(1, nameDer(wish.responder)),
    der.generalizedTime(wish.producedAt ?? wish.thisUpdate),
    der.sequence(single),
  );
  const certificates = (wish.certificates ?? []).map((one) => one.der);
  const basic = der.sequence(
    tbs,
    algorithmOf(wish.keys),
    signatureOver(tbs, wish.keys),
    ...(certificates.length === 0 ? [] : [der.explicit(0, der.sequence(...certificates))]),
  );
  return parseOcspResponse(basic);
}

function keyBits({ spki }: Keys): Uint8Array {
  return readPublicKeyInfo(derReader(spki, 'key'), spki).keyBits;
}

function statusDer(status: OcspWish['status']): Uint8Array {
  if (status === 'good') return der.raw(0x80);
  if (status === 'unknown') return der.raw(0x82);
  const reason =
    status.reason === undefined ? [] : [der.explicit(0, der.enumerated(status.reason))];
  return der.raw(0xa1, der.generalizedTime(status.revoked), ...reason);
}
