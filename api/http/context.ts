import type Koa from 'koa';
import type { Principal } from '../../vault/model/participant.ts';
import type { SessionRecord } from '../../vault/ports/metadata.ts';

/** What the frame establishes about a request before its route runs. */
export interface RequestState {
  requestId: string;
  language: Language;
  /** Present once `authenticate` has found a live session. */
  session?: Session;
  /** Pattern of the route for the log: a path itself may carry personal data. */
  route?: string;
}

export interface Session {
  readonly principal: Principal;
  /** Whose session it is: the same, unless it acts for another (para. 32). */
  readonly own: Principal;
  /** How the token travelled: cookies need the origin check, bearer tokens do not. */
  readonly carrier: 'cookie' | 'bearer';
  readonly tokenHash: string;
  readonly expiresAt: string;
  readonly record: SessionRecord;
}

export type Language = 'ru' | 'en';
export type Context = Koa.ParameterizedContext<RequestState, Koa.DefaultContext, unknown>;
export type Middleware = (context: Context, next: () => Promise<void>) => Promise<void>;
