// RFC 5652 §11.4, EN 319 122-1 §5.2.7: signatures over the value of another signature.

import { OID } from '../../../formats/asn1/oids.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { attributeName } from '../../../formats/cms/attribute-names.ts';
import { counterSignatures } from '../../../formats/cms/attributes.ts';
import { parseSignerInfo } from '../../../formats/cms/read-signer-info.ts';
import type { SignerInfo } from '../../../formats/cms/signed-data.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { failure } from '../block.ts';
import type { FormatFinding, SignatureFacts } from '../signature-facts.ts';
import { isAttributeSet } from './content-ambiguity.ts';
import { counterSignatureFindings } from './format-findings.ts';
import { HashIndexes } from './hash-index.ts';
import { countOtherTimeStamps, readTimeStamps } from './read-time-stamps.ts';
import { readSignedAttributes } from './signed-attributes.ts';
import { type CmsFile, signedObjects, signerFacts } from './signer-facts.ts';

/** Counter-signatures upon counter-signatures: nobody needs more, and each level may hold many. */
const DEEPEST = 4;

// RFC 5652 §11.4: there is no content type for countersignatures.
const IMPOSSIBLE: ReadonlySet<string> = new Set([attributeName(OID.contentType)]);

/** One SignatureFacts for each counter-signature of a signature, and what is told where one cannot be read. */
export async function readCounterSignatures(
  { signature, unsignedAttributes = [] }: SignerInfo,
  file: CmsFile,
  depth = 1,
): Promise<{
  readonly counterSignatures: readonly SignatureFacts[];
  readonly findings: readonly FormatFinding[];
}> {
  const facts: SignatureFacts[] = [];
  const findings: FormatFinding[] = [];
  for (const value of counterSignatures(unsignedAttributes)) {
    const signerInfo = depth > DEEPEST ? `over ${DEEPEST} levels` : readOrDetail(value);
    if (typeof signerInfo === 'string') findings.push(notRead(signerInfo));
    else {
      facts.push(await factsOf(signerInfo, { signature, file, depth }));
      findings.push({ id: 'counter-signature' });
    }
  }
  return { counterSignatures: facts, findings };
}

function notRead(detail: string): FormatFinding {
  const failed = failure('SIG_CONSTRAINTS_FAILURE', 'counter-signature-not-read', { detail });
  return { id: 'counter-signature', failed };
}

function readOrDetail(value: Uint8Array): SignerInfo | string {
  try {
    return parseSignerInfo(value);
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
}

async function factsOf(
  signerInfo: SignerInfo,
  over: { readonly signature: Uint8Array; readonly file: CmsFile; readonly depth: number },
): Promise<SignatureFacts> {
  const { signature, file, depth } = over;
  const { signedData, algorithms, parts } = file;
  const attributes = readSignedAttributes(signerInfo);
  // The octets of the countersigned signature's value, without tag and length, are the content.
  const content = {
    name: `${file.name} (signature value)`,
    source: bytesSource(signature),
    place: { file: file.name },
  };
  const ambiguous =
    signerInfo.signedAttributes === undefined && (await isAttributeSet(content.source));
  const inside = await readCounterSignatures(signerInfo, file, depth + 1);
  const stamps = readTimeStamps({
    ...{ signedData, signerInfo, content, parts },
    indexes: new HashIndexes(signedData, signerInfo, algorithms),
  });
  // Of other tokens nobody says what they would be over here.
  const timeStamps = stamps.filter(({ kind }) => kind === 'signature-time-stamp');
  return {
    ...signerFacts(signerInfo, attributes, file),
    findings: [
      ...counterSignatureFindings({ signerInfo, attributes, ambiguous, algorithms }),
      ...inside.findings,
    ],
    impossibleAttributes: IMPOSSIBLE,
    objects: signedObjects([content], signerInfo, attributes, { name: content.name, algorithms }),
    timeStamps,
    otherTimeStamps: countOtherTimeStamps(signerInfo) + stamps.length - timeStamps.length,
    counterSignatures: inside.counterSignatures,
  };
}
