import type { Algorithms } from '../../../algorithms/registry.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import type { TstInfo } from '../../../formats/tsp/time-stamp.ts';
import { parseTimeStampToken, type TimeStampToken } from '../../../formats/tsp/token.ts';
import type { KnownAuthorities } from '../../path/known-authorities.ts';
import { failure } from '../block.ts';
import { readCmsSignatures } from '../cms/read-cms-signatures.ts';
import type { FormatFinding, SignatureFacts } from '../signature-facts.ts';

export interface TokenFacts {
  readonly facts: SignatureFacts;
  readonly info: TstInfo;
  readonly token: TimeStampToken;
}

/** The facts of a token: those of its one signature, and the TSTInfo that is signed. Throws FormatError. */
export async function readToken(
  token: Uint8Array,
  algorithms: Algorithms,
  known?: KnownAuthorities,
): Promise<TokenFacts> {
  const parsed = await parseTimeStampToken(token);
  const { info } = parsed;
  const source = { name: 'time-stamp', source: bytesSource(token) };
  const [signature] = await readCmsSignatures({ signature: source, algorithms, known });
  if (signature === undefined) throw new RangeError('a parsed token has a signature');
  // Its content is TSTInfo by definition (RFC 3161 §2.4.2).
  const kept = signature.findings.filter(({ id }) => id !== 'content-type-data');
  const findings = [...kept, ...tokenFindings(signature, info)];
  return { facts: { ...signature, format: 'RFC 3161', findings }, info, token: parsed };
}

function tokenFindings({ signer }: SignatureFacts, info: TstInfo): FormatFinding[] {
  const unknown = info.extensions.find(({ critical }) => critical);
  const extension =
    unknown && failure('FORMAT_FAILURE', 'time-stamp-extension', { oid: unknown.oid });
  // Without it the certificate could be swapped for another over the same key.
  const unnamed = signer.references.length === 0;
  const attribute = { attribute: 'signing-certificate' };
  return [
    {
      id: 'signing-certificate-attribute',
      ...(unnamed ? { failed: failure('FORMAT_FAILURE', 'attribute-missing', attribute) } : {}),
    },
    {
      id: 'time-stamp-extensions',
      ...(extension === undefined ? {} : { failed: extension }),
    },
  ];
}
