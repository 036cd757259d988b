import { type CaseTrust, readCaseTrust } from '../anchors/case-trust.ts';
import { CaseFields } from '../batch/case-fields.ts';

/** One question of `okno verify --batch`: validation data by names of files or folders, or PEM text in their place. */
export interface VerifyCase extends CaseTrust {
  readonly id: string | number | null;
  readonly file: string;
  /** Absent: the file carries what it signs, if anything does; nothing beside it is looked for. */
  readonly content?: string;
  /** Anchors of the operator's seal; empty: those of `trust` and `anchors`. */
  readonly sealTrust: readonly string[];
  readonly certificates: readonly string[];
  readonly crls: readonly string[];
  readonly ocsp: readonly string[];
  /** A policy file or the name of a built-in policy; absent: the one of all cases. */
  readonly policy?: string;
  /** Absent: now. */
  readonly at?: Date;
}

/** Throws BadCaseError that names the member. Members that no case has are passed over. */
export function readVerifyCase(value: Readonly<Record<string, unknown>>): VerifyCase {
  const fields = new CaseFields(value);
  const at = fields.time('at');
  const content = fields.optionalText('content');
  const policy = fields.optionalText('policy');
  return {
    id: fields.id,
    file: fields.text('file'),
    ...(content === undefined ? {} : { content }),
    ...readCaseTrust(fields),
    sealTrust: fields.texts('sealTrust'),
    certificates: fields.texts('certificates'),
    crls: fields.texts('crls'),
    ocsp: fields.texts('ocsp'),
    ...(policy === undefined ? {} : { policy }),
    ...(at === undefined ? {} : { at }),
  };
}
