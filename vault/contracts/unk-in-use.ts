import type { Metadata } from '../ports/metadata.ts';

/**
 * Whether the owner has a contract under this УНК already: a УНК names one contract. Other owners are not
 * looked at, since a refusal would tell a stranger that the contract exists.
 */
export async function hasContractUnder(
  unk: string | undefined,
  ownerId: string,
  { metadata }: { readonly metadata: Pick<Metadata, 'contractsByUnk'> },
): Promise<boolean> {
  if (unk === undefined) return false;
  const contracts = await metadata.contractsByUnk(unk);
  return contracts.some((contract) => contract.ownerId === ownerId);
}
