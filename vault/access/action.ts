export const ACTIONS = [
  'participant.register',
  'participant.read',
  'participant.suspend',
  'participant.resume',
  'participant.terminate',
  'access-events.read',
  'delegation.grant',
  'delegation.revoke',
  'delegation.read',
  'delegation.use',
  'contract.register',
  'contract.describe',
  'contract.change',
  'document.place',
  'document.send',
  'addressees.list',
  'document.describe', // names, digests, times, indications: no content
  'document.read', // content, signatures, reports, evidence package
  'documents.retrieve',
  'request.make',
  'request.read',
  'receipt.read',
  'verification.make',
  'quarantine.read',
  'quarantine.decide',
] as const;
export type Action = (typeof ACTIONS)[number];
