import { systemEntry } from '../vault/access/action-entry.ts';
import type { Participant } from '../vault/model/participant.ts';
import type { Metadata } from '../vault/ports/metadata.ts';
import type { OperatorConfig } from './config.ts';

/**
 * Registers the operator that the configuration names, once, so that it can sign in with its certificate
 * and register everybody else. A change of the configuration later changes no record.
 */
export async function registerOperator(
  operator: OperatorConfig,
  ports: {
    readonly metadata: Metadata;
    readonly newId: () => string;
    readonly now: () => Date;
    readonly sequenced: (entries: readonly string[]) => Promise<void>;
  },
): Promise<void> {
  const known = await ports.metadata.participants();
  if (known.some(({ kind, inn }) => kind === 'operator' && inn === operator.inn)) return;
  const participant: Participant = {
    id: ports.newId(),
    kind: 'operator',
    ...operator,
    state: 'active',
    registeredAt: ports.now().toISOString(),
  };
  const entry = systemEntry({
    id: ports.newId(),
    action: 'participant.registered',
    paragraph: 'D65-13г',
    content: { participant: { id: participant.id, kind: participant.kind, ...operator } },
  });
  await ports.metadata.commit({ participants: [participant], entries: [entry] });
  await ports.sequenced([entry.id]);
}
