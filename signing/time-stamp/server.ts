import type { Algorithms } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { encodeSignedData } from '../../formats/cms/encode-signed-data.ts';
import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseTimeStampRequest } from '../../formats/tsp/request.ts';
import { encodeGranted, encodeRefusal } from '../../formats/tsp/response.ts';
import type { Accuracy, TimeStampFailure, TimeStampRequest } from '../../formats/tsp/time-stamp.ts';
import { encodeTstInfo } from '../../formats/tsp/tst-info.ts';
import { signCades } from '../cades/sign-cades.ts';
import type { SigningIdentity } from '../signing-key.ts';

export interface TimeStampServerPorts {
  /** The key of the TSA; its certificate has the one purpose id-kp-timeStamping, critical (§2.3). */
  readonly identity: SigningIdentity;
  readonly now: () => Date;
  /** Content octets of a positive INTEGER that this TSA never gives twice (§2.4.2). */
  readonly serial: () => Uint8Array;
  /** OID of the policy under which every token is made. */
  readonly policy: string;
  readonly accuracy?: Accuracy;
  readonly ordering?: boolean;
  /** OIDs of the digests that an imprint may have. */
  readonly digests: readonly string[];
  readonly algorithms: Algorithms;
}

export interface TimeStampServer {
  /** DER of a TimeStampResp to a TimeStampReq; a request that cannot be served is refused in it. */
  respond(request: Uint8Array): Promise<Uint8Array>;
}

/** A time-stamping authority in the process (RFC 3161 §2). */
export function createTimeStampServer(ports: TimeStampServerPorts): TimeStampServer {
  return {
    async respond(der) {
      const request = readRequest(der);
      if (request === undefined) return encodeRefusal('badDataFormat', 'not a TimeStampReq');
      const refusal = refusalOf(request, ports);
      if (refusal !== undefined) return encodeRefusal(refusal.failure, refusal.text);
      return encodeGranted(await makeToken(request, ports));
    },
  };
}

function readRequest(der: Uint8Array): TimeStampRequest | undefined {
  try {
    return parseTimeStampRequest(der);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function refusalOf(
  { messageImprint, policy, extensions }: TimeStampRequest,
  ports: TimeStampServerPorts,
): { readonly failure: TimeStampFailure; readonly text: string } | undefined {
  const { algorithm, digest } = messageImprint;
  const known = ports.digests.includes(algorithm.oid)
    ? ports.algorithms.digest(algorithm.oid)
    : undefined;
  if (known === undefined) return { failure: 'badAlg', text: `digest ${algorithm.oid}` };
  // §2.4.1: the length of the digest is that of its algorithm.
  if (digest.length !== known.size) {
    return { failure: 'badDataFormat', text: `${digest.length} octets for ${known.name}` };
  }
  if (policy !== undefined && policy !== ports.policy) {
    return { failure: 'unacceptedPolicy', text: `policy ${policy}` };
  }
  // §2.4.1: no token for an extension that the server does not recognize, critical or not.
  const [extension] = extensions;
  return extension && { failure: 'unacceptedExtension', text: `extension ${extension.oid}` };
}

async function makeToken(
  request: TimeStampRequest,
  ports: TimeStampServerPorts,
): Promise<Uint8Array> {
  const { identity, algorithms, accuracy, ordering = false } = ports;
  const genTime = ports.now();
  const tstInfo = encodeTstInfo({
    policy: ports.policy,
    messageImprint: request.messageImprint,
    serialNumber: ports.serial(),
    genTime,
    ...(accuracy === undefined ? {} : { accuracy }),
    ordering,
    ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
    tsa: identity.certificate.subject,
  });
  const token = await signCades({
    content: bytesSource(tstInfo),
    detached: false,
    identities: [identity],
    signingTime: genTime,
    eContentType: OID.tstInfo,
    digest: algorithms,
  });
  return request.certificate ? token : withoutCertificates(token);
}

/** §2.4.1: without certReq the token carries no certificates. */
async function withoutCertificates(token: Uint8Array): Promise<Uint8Array> {
  const { content, contentType, signerInfos } = await parseSignedData(bytesSource(token));
  return encodeSignedData({
    contentType,
    ...(content === undefined ? {} : { content: await content.read(0, content.size) }),
    certificates: [],
    signerInfos,
  });
}
