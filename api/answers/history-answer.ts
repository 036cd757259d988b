import type { DocumentHistory } from '../../vault/reading/document-history.ts';
import { actionText } from '../../verify/report/action-words.ts';

/** The history of a document: what each receipt says, and the digest by which its file is known. */
export function historyAnswer({ document, named, events }: DocumentHistory) {
  return {
    document: document.id,
    ...(named ? { title: document.title } : {}),
    receipts: events.map(({ id, receipt, sha256, timeStamp }) => {
      const { action, time, legalDate, content } = receipt.entry;
      const said = ['version', 'sha256', 'toName', 'fromName', 'number'] as const;
      return {
        id,
        action,
        text: { ru: actionText(action, 'ru'), en: actionText(action, 'en') },
        time,
        legalDate,
        index: receipt.proof.index,
        about: Object.fromEntries(
          said.flatMap((member) => {
            const value = content[member];
            return value === undefined ? [] : [[member, value]];
          }),
        ),
        receipt: { sha256 },
        timeStamp,
      };
    }),
  };
}
