import { bitString, nullValue, oid, sequence } from '../../formats/asn1/encode.ts';
import { curveOf, octetsOf } from '../identifiers/curves.ts';
import { DIGESTS, SHA1, SHA256, SHA384, SHA512 } from '../identifiers/digests.ts';
import { pssParametersOf, refuseRestrictedKey } from '../identifiers/pss-request.ts';
import { readPublicKey, refuseOtherKeys } from '../identifiers/public-key.ts';
import { agreedDigest, namedDigest, refuseParameters } from '../identifiers/resolve-digest.ts';
import { refuseWeakRsaKey } from '../identifiers/rsa-key.ts';
import {
  ECDSA,
  ECDSA_P1363,
  EDDSA,
  oidsOf,
  RSA_ENCRYPTION,
  RSA_PKCS1,
  RSA_PSS,
  type SignatureIdentifier,
  xmlUrisOf,
} from '../identifiers/signatures.ts';
import {
  AlgorithmError,
  type AlgorithmProvider,
  type DigestAlgorithm,
  type SignatureAlgorithm,
  type VerifyRequest,
} from '../provider.ts';
import { sideBySide } from './ecdsa-value.ts';

/** https://www.w3.org/TR/webcrypto-2/: the digests that every browser has. */
const DIGEST_NAMES: ReadonlyMap<string, string> = new Map([
  [SHA1, 'SHA-1'],
  [SHA256, 'SHA-256'],
  [SHA384, 'SHA-384'],
  [SHA512, 'SHA-512'],
]);

type Octets = Uint8Array<ArrayBuffer>;

/** WebCrypto takes views on ArrayBuffer only; a view on anything else is copied. */
function own(bytes: Uint8Array): Octets {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Octets) : Uint8Array.from(bytes);
}

const digests: readonly DigestAlgorithm[] = DIGESTS.flatMap((identifier) => {
  const name = DIGEST_NAMES.get(identifier.oid);
  if (name === undefined) return [];
  const digest = async (data: Uint8Array) =>
    new Uint8Array(await crypto.subtle.digest(name, own(data)));
  return [{ ...identifier, digest }];
});

/** What WebCrypto is asked, once the request is understood. */
interface Question {
  readonly spki: Uint8Array;
  readonly importAs: {
    readonly name: string;
    readonly hash?: string;
    readonly namedCurve?: string;
  };
  readonly verifyAs: {
    readonly name: string;
    readonly hash?: string;
    readonly saltLength?: number;
  };
  /** undefined: no valid signature can look like this. */
  readonly signature: Uint8Array | undefined;
}

type Ask = (request: VerifyRequest) => Question;

function webSignature(
  scheme: SignatureIdentifier,
  ask: Ask,
  digestOid: SignatureAlgorithm['digestOid'] = (algorithm) => namedDigest(scheme, algorithm),
): SignatureAlgorithm {
  return {
    name: scheme.name,
    oids: oidsOf(scheme),
    xmlUris: xmlUrisOf(scheme),
    keyOids: scheme.keyOids,
    digestOid,
    async verify(request) {
      const { spki, importAs, verifyAs, signature } = ask(request);
      const key = await importKey(spki, importAs, scheme.name);
      if (signature === undefined) return false;
      return crypto.subtle.verify(verifyAs, key, own(signature), own(request.data));
    },
  };
}

async function importKey(spki: Uint8Array, importAs: Question['importAs'], scheme: string) {
  try {
    return await crypto.subtle.importKey('spki', own(spki), importAs, false, ['verify']);
  } catch (cause) {
    throw new AlgorithmError('unsupported-key', scheme, 'key refused by WebCrypto', cause);
  }
}

function hashName(scheme: string, oidOfHash: string): string {
  const name = DIGEST_NAMES.get(oidOfHash);
  if (name === undefined) throw new AlgorithmError('bad-parameters', scheme, `digest ${oidOfHash}`);
  return name;
}

function hashFor(scheme: SignatureIdentifier, request: VerifyRequest): string {
  const named = namedDigest(scheme, request.algorithm);
  return hashName(scheme.name, agreedDigest(scheme.name, named, request));
}

const rsaPkcs1 = webSignature(RSA_PKCS1, (request) => {
  refuseParameters(RSA_PKCS1.name, request.algorithm, ['null']);
  const parts = readPublicKey(request.publicKey, RSA_PKCS1.name);
  refuseOtherKeys(RSA_PKCS1, parts.oid);
  refuseWeakRsaKey(parts.keyBits, RSA_PKCS1.name);
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: hashFor(RSA_PKCS1, request) };
  const { publicKey: spki, signature } = request;
  return { spki, importAs: algorithm, verifyAs: algorithm, signature };
});

const rsaPss = webSignature(
  RSA_PSS,
  (request) => {
    const { digestOid, mgfDigestOid, saltLength } = pssParametersOf(request.algorithm);
    const hash = hashName(RSA_PSS.name, agreedDigest(RSA_PSS.name, digestOid, request));
    // WebCrypto knows one hash only, for the message and for MGF1.
    if (mgfDigestOid !== digestOid) {
      throw new AlgorithmError('bad-parameters', RSA_PSS.name, 'MGF1 with another digest');
    }
    const parts = readPublicKey(request.publicKey, RSA_PSS.name);
    refuseOtherKeys(RSA_PSS, parts.oid);
    refuseWeakRsaKey(parts.keyBits, RSA_PSS.name);
    refuseRestrictedKey(parts, { digestOid, mgfDigestOid, saltLength });
    // https://www.w3.org/TR/webcrypto-2/#rsa-pss: imports rsaEncryption keys only.
    const spki = sequence(sequence(oid(RSA_ENCRYPTION), nullValue()), bitString(parts.keyBits));
    return {
      spki,
      importAs: { name: 'RSA-PSS', hash },
      verifyAs: { name: 'RSA-PSS', saltLength },
      signature: request.signature,
    };
  },
  (algorithm) => pssParametersOf(algorithm).digestOid,
);

function ecdsa(scheme: SignatureIdentifier, isDer: boolean): SignatureAlgorithm {
  return webSignature(scheme, (request) => {
    refuseParameters(scheme.name, request.algorithm, ['null', 'oid']);
    const parts = readPublicKey(request.publicKey, scheme.name);
    refuseOtherKeys(scheme, parts.oid);
    const curve = curveOf(parts, scheme.name);
    const { signature } = request;
    return {
      spki: request.publicKey,
      importAs: { name: 'ECDSA', namedCurve: curve.name },
      verifyAs: { name: 'ECDSA', hash: hashFor(scheme, request) },
      signature: isDer ? sideBySide(signature, octetsOf(curve)) : signature,
    };
  });
}

const ed25519 = EDDSA.filter(({ name }) => name === 'ed25519').map((scheme) =>
  webSignature(scheme, (request) => {
    namedDigest(scheme, request.algorithm);
    refuseParameters(scheme.name, request.algorithm, []);
    refuseOtherKeys(scheme, readPublicKey(request.publicKey, scheme.name).oid);
    const algorithm = { name: 'Ed25519' };
    const { publicKey: spki, signature } = request;
    return { spki, importAs: algorithm, verifyAs: algorithm, signature };
  }),
);

/**
 * The algorithms of WebCrypto, for verifying in a browser, where the document never leaves the user's
 * machine. What WebCrypto has not (SHA-3, brainpool, DSA, Ed448, ML-DSA, MGF1 with another digest,
 * digests in pieces) is absent or refused, never guessed.
 */
export const webCrypto: AlgorithmProvider = {
  name: 'web-crypto',
  digests,
  signatures: [rsaPkcs1, rsaPss, ecdsa(ECDSA, true), ecdsa(ECDSA_P1363, false), ...ed25519],
};
