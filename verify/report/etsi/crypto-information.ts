import { type WrittenElement, xmlElement } from '../../../formats/xml/write-element.ts';
import type { AlgorithmReport } from '../report.ts';
import { digestMethodUri, signatureMethodUri } from './algorithm-uris.ts';
import { KEY_SIZE } from './uris.ts';
import { momentElement, reference } from './values.ts';

/** §4.3.12.7: an algorithm of what `id` identifies, and how long the policy accepts it. */
export function cryptoInformation(
  { algorithm, digest, bits, acceptable, until }: AlgorithmReport,
  id: string,
): WrittenElement {
  const uri =
    digest === undefined ? digestMethodUri(algorithm) : signatureMethodUri(algorithm, digest);
  return xmlElement(
    'CryptoInformation',
    reference('ValidationObjectId', [id]),
    xmlElement('Algorithm', uri),
    bits === undefined
      ? undefined
      : xmlElement(
          'AlgorithmParameters',
          xmlElement('Type', KEY_SIZE),
          xmlElement('Value', String(bits)),
        ),
    xmlElement('SecureAlgorithm', String(acceptable)),
    until === undefined ? undefined : momentElement('NotAfter', `${until}T00:00:00Z`),
  );
}
