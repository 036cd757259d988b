import type { NotJudged } from '../../report/not-judged.ts';

/** One thing that `okno verify` is asked to judge. */
export type Task =
  | {
      readonly kind: 'signature';
      readonly signature: string;
      readonly content?: string;
      /** What seems to be the document by its name, and is not what the signature carries: warned of. */
      readonly another?: string;
    }
  /** By itself: `content` is what it may be over; absent: nothing is known of that. */
  | { readonly kind: 'time-stamp'; readonly file: string; readonly content?: string }
  | {
      readonly kind: 'receipt';
      readonly file: string;
      /** What came later about it, found beside it. */
      readonly supplements: readonly string[];
    }
  | { readonly kind: 'package'; readonly file: string }
  /** Told, since what is passed over in silence would seem to be in order. */
  | ({ readonly kind: 'not-judged'; readonly file: string } & NotJudged);

export function notJudged(file: string, why: NotJudged): Task {
  return { kind: 'not-judged', file, ...why };
}
