import { type WrittenElement, xmlElement } from '../../../formats/xml/write-element.ts';
import { reasonText } from '../messages.ts';
import type {
  AlgorithmReport,
  CertificateReport,
  MainIndication,
  Reason,
  SubIndication,
} from '../report.ts';
import { cryptoInformation } from './crypto-information.ts';
import type { ObjectList } from './object-list.ts';
import { REASON_DATA, revocationReasonUri, subIndicationUri } from './uris.ts';
import { momentElement, reference } from './values.ts';

export interface Status {
  readonly indication: MainIndication;
  readonly subIndication?: SubIndication;
  readonly reason?: Reason;
  readonly said?: string;
  readonly certificates?: readonly CertificateReport[];
  readonly algorithms?: readonly AlgorithmReport[];
}

/**
 * TS 119 102-2 §4.3.4 ValidationStatusType of what `id` identifies; the reason in words is English, as the
 * standard’s own names are.
 */
export function statusElement(
  name: string,
  uris: Readonly<Record<MainIndication, string>>,
  { indication, subIndication, reason, said, certificates = [], algorithms = [] }: Status,
  id: string,
  objects: ObjectList,
): WrittenElement {
  const revoked = certificates.map((each) => revokedElement(each, objects));
  const text = reason === undefined ? said : reasonText(reason, 'en');
  const chain = chainElements(certificates, objects);
  const [revocation, ...more] = revoked.filter((element) => element !== undefined);
  const told = text === undefined ? undefined : reasonData(text);
  const first = [...chain, revocation, told].filter((element) => element !== undefined);
  return xmlElement(
    name,
    xmlElement('MainIndication', uris[indication]),
    subIndication && xmlElement('SubIndication', subIndicationUri(subIndication)),
    first.length === 0 ? undefined : xmlElement('AssociatedValidationReportData', first),
    [...more, ...algorithms.map((each) => cryptoInformation(each, id))].map((element) =>
      xmlElement('AssociatedValidationReportData', element),
    ),
  );
}

/** §4.3.12.3, §4.3.12.4: the anchor, and the path from the signer to it. */
function chainElements(
  certificates: readonly CertificateReport[],
  objects: ObjectList,
): (WrittenElement | undefined)[] {
  const ids = (role: CertificateReport['role']) => {
    const those = certificates.filter((certificate) => certificate.role === role);
    return objects.certificates(...those.map(({ fingerprint }) => fingerprint));
  };
  const anchor = ids('trust-anchor');
  // An anchor that signs itself is signer and anchor in one, and the path has only it.
  const [signer] = ids('signer').length === 0 ? anchor : ids('signer');
  if (signer === undefined) return [];
  return [
    reference('TrustAnchor', anchor),
    xmlElement(
      'CertificateChain',
      reference('SigningCertificate', [signer]),
      ids('ca').map((id) => reference('IntermediateCertificate', [id])),
      reference('TrustAnchor', anchor),
    ),
  ];
}

/** §4.3.12.6: only of what was revoked. */
function revokedElement(
  { fingerprint, revocation, toldBy = [] }: CertificateReport,
  objects: ObjectList,
): WrittenElement | undefined {
  if (revocation.status !== 'revoked') return undefined;
  const certificate = reference('ValidationObjectId', objects.certificates(fingerprint));
  const time = momentElement('RevocationTime', revocation.time);
  if (certificate === undefined || time === undefined) return undefined;
  const { reason } = revocation;
  return xmlElement(
    'RevocationStatusInformation',
    certificate,
    time,
    // A number that RFC 5280 does not name has no URI.
    reason === undefined || reason.includes(' ')
      ? undefined
      : xmlElement('RevocationReason', revocationReasonUri(reason)),
    reference('RevocationObject', objects.revocationData(...toldBy)),
  );
}

function reasonData(text: string): WrittenElement {
  return xmlElement(
    'AdditionalValidationReportData',
    xmlElement('ReportData', xmlElement('Type', REASON_DATA), xmlElement('Value', text)),
  );
}
