import { TSP_LIMITS } from '../../formats/tsp/limits.ts';
import { TimeStampError } from './time-stamp-error.ts';

export interface Post {
  readonly url: string;
  readonly fetch: typeof fetch;
  /** Milliseconds for the whole exchange. */
  readonly timeout: number;
}

/** RFC 3161 §3.4: time-stamp protocol over HTTP. Throws TimeStampError. */
export async function postRequest(body: Uint8Array, post: Post): Promise<Uint8Array> {
  try {
    const response = await post.fetch(post.url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query' },
      body: Uint8Array.from(body),
      // The TSA is named by the operator; where it sends us is not.
      redirect: 'error',
      signal: AbortSignal.timeout(post.timeout),
    });
    const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (!response.ok || type !== 'application/timestamp-reply') {
      await response.body?.cancel();
      const code = response.ok ? 'bad-answer' : 'unreachable';
      throw new TimeStampError(code, `HTTP status ${response.status}, type ${type ?? 'none'}`);
    }
    return await readBounded(response);
  } catch (cause) {
    if (cause instanceof TimeStampError) throw cause;
    // Network, DNS, TLS, time-out: fetch tells them by errors of many classes.
    throw new TimeStampError('unreachable', `${post.url}: ${String(cause)}`, { cause });
  }
}

async function readBounded(response: Response): Promise<Uint8Array> {
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > TSP_LIMITS.response) {
      await reader.cancel();
      throw new TimeStampError('bad-answer', `answer over ${TSP_LIMITS.response} octets`);
    }
    parts.push(value);
  }
  return new Uint8Array(Buffer.concat(parts));
}
