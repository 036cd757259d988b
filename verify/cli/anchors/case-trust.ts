import type { TrustAnchor } from '../../trust/trust.ts';
import { BadCaseError } from '../batch/bad-case.ts';
import type { CaseFields } from '../batch/case-fields.ts';
import { badFile, type ForCase, type MaterialFiles } from '../batch/material-files.ts';
import { CERTIFICATES } from '../material/kinds.ts';
import { type AnchorName, namesOrAnchors, trusted } from './anchor-fields.ts';
import { anchorsIn } from './read-anchors.ts';

/** Whom a case trusts: in `trust` names are files of certificates, in `anchors` files of anchors. */
export interface CaseTrust {
  readonly trust: readonly (string | AnchorName)[];
  readonly anchors: readonly (string | AnchorName)[];
}

/** Throws BadCaseError that names the member. */
export function readCaseTrust(fields: CaseFields): CaseTrust {
  return { trust: namesOrAnchors(fields, 'trust'), anchors: namesOrAnchors(fields, 'anchors') };
}

/** Rejects with BadCaseError for a file that is not there, or is no file of anchors. */
export async function trustOfCase(
  { trust, anchors }: CaseTrust,
  files: MaterialFiles,
  context: ForCase,
): Promise<readonly TrustAnchor[]> {
  const named = trust.map((each) => (typeof each === 'string' ? { certificate: each } : each));
  for (const each of anchors) {
    if (typeof each === 'string') named.push(...(await anchorsOfFile(each, files, context)));
    else named.push(each);
  }
  return trusted(named, (name) => files.read(CERTIFICATES, [name], context));
}

async function anchorsOfFile(
  name: string,
  files: MaterialFiles,
  { id }: ForCase,
): Promise<readonly AnchorName[]> {
  try {
    return await anchorsIn(await files.find(name), name);
  } catch (error) {
    if (error instanceof BadCaseError) throw new BadCaseError(error.code, error.message, id);
    throw badFile(error, name, id);
  }
}
