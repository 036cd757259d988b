import { FieldReader } from '../field-reader.ts';
import type { Principal } from '../model/participant.ts';
import type { SendingRecord } from '../model/sending.ts';
import type { Metadata } from '../ports/metadata.ts';

/** To whom, and in answer to what. */
export interface SendingFacts {
  readonly to: string;
  readonly answers?: NonNullable<SendingRecord['answers']>;
}

/** Throws VaultError `invalid`; another trader's request answers like one that is not there. */
export async function readSendingFacts(
  { principal, facts }: { readonly principal: Principal; readonly facts: unknown },
  { metadata }: { readonly metadata: Pick<Metadata, 'request'> },
): Promise<SendingFacts> {
  const fields = new FieldReader(facts);
  const to = fields.text('to', 64);
  const id = fields.optionalText('request', 64);
  if (id === undefined) {
    fields.finish();
    return { to };
  }
  const request = await metadata.request(id);
  const ours = request?.exporterId === principal.participantId ? request : undefined;
  if (ours === undefined) fields.fault('request', 'unknown-code');
  else if (ours.requesterId !== to) fields.fault('to', 'contradiction', 'not who asked');
  const items = fields.integers('items', { from: 1, to: ours?.items.length ?? 1 });
  fields.finish();
  return { to, answers: { request: id, items } };
}
