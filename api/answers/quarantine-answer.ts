import type { Quarantined } from '../../vault/quarantine/list-quarantine.ts';
import { holdAnswer } from './hold-answer.ts';

/** A version in quarantine as the operator sees it: whose, why, and what another operator has proposed. */
export function quarantineAnswer({ document, version, owner }: Quarantined) {
  const { reasons = [], proposal } = version.hold ?? {};
  const { sha256, size } = version.file;
  return {
    documentId: document.id,
    version: version.number,
    contractId: document.contractId,
    owner: { id: document.ownerId, name: owner?.name ?? document.ownerId },
    sha256,
    size,
    receivedAt: version.receivedAt,
    reasons: reasons.map(holdAnswer),
    ...(proposal === undefined ? {} : { proposal }),
  };
}
