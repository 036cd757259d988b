import type { CallName } from '../sql/calls.ts';
import type { WireError } from './sqlite-error.ts';

export interface Request {
  readonly id: number;
  readonly name: CallName | 'wipe' | 'close';
  readonly parameters: readonly unknown[];
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: WireError };

/** The first message of the worker has this id: the file is open, or why it is not. */
export const OPENED = 0;
