import * as http from 'node:http';
import * as https from 'node:https';
import { Client } from 'minio';
import { isTemporary, StoreBusy } from './s3-error.ts';

/** Where an S3 store answers and by whose keys. */
export interface S3Settings {
  /** `http://host:port` or `https://host:port`. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** In front of every key; empty, or ends in `/`. */
  readonly prefix: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** PEM of the authorities that may have issued the store's certificate; absent: those of Node. */
  readonly authorities?: string;
  /** `https://endpoint/bucket/key` in place of `https://bucket.endpoint/key`; absent: true. */
  readonly pathStyle?: boolean;
  /** Milliseconds without an octet from the store; absent: 15 s. */
  readonly silence?: number;
  /** How often a step is tried in all; absent: 4. */
  readonly attempts?: number;
}

/** An S3 bucket and how it is asked. */
export interface S3Store {
  readonly client: Client;
  readonly bucket: string;
  readonly prefix: string;
  /** Tries a step again, a bounded number of times, when the store may yet do it. */
  readonly retried: <T>(step: () => Promise<T>) => Promise<T>;
  close(): void;
}

const SILENCE = 15_000;
const ATTEMPTS = 4;
const FIRST_PAUSE = 100;
const CONNECTIONS = 64;

export function s3Store(settings: S3Settings): S3Store {
  const { endpoint, region, bucket, prefix, accessKey, secretKey, authorities } = settings;
  const { protocol, hostname, port } = new URL(endpoint);
  const secure = protocol === 'https:';
  const more = authorities === undefined ? {} : { ca: authorities };
  const pool = { keepAlive: true, maxSockets: CONNECTIONS };
  const agent = secure ? new https.Agent({ ...pool, ...more }) : new http.Agent(pool);
  const client = new Client({
    endPoint: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    useSSL: secure,
    region,
    accessKey,
    secretKey,
    pathStyle: settings.pathStyle ?? true,
    transport: transport(secure ? https.request : http.request, settings.silence ?? SILENCE),
    transportAgent: agent,
    // Its own retrying loses the store's answer and writes to the console.
    retryOptions: { disableRetry: true },
  });
  const attempts = settings.attempts ?? ATTEMPTS;
  return {
    client,
    bucket,
    prefix,
    retried: (step) => retried(step, attempts),
    close: () => agent.destroy(),
  };
}

async function retried<T>(step: () => Promise<T>, attempts: number): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await step();
    } catch (error) {
      if (attempt >= attempts || !isTemporary(error)) throw error;
      const pause = FIRST_PAUSE * 2 ** (attempt - 1);
      await new Promise((resolve) => setTimeout(resolve, pause * (1 + Math.random())));
    }
  }
}

/** These say that the store cannot now; the client library would drop such an answer unread. */
const BUSY = new Set([408, 429, 500, 502, 503, 504]);

/** Requests that end: the library sets no time limit, and a store that is silent would hold us for ever. */
function transport(request: typeof http.request, silence: number): Pick<typeof http, 'request'> {
  const limited = (
    options: http.RequestOptions,
    answered: (answer: http.IncomingMessage) => void,
  ) => {
    const sent = request(options, (answer) => {
      const { statusCode = 0 } = answer;
      if (BUSY.has(statusCode)) sent.destroy(new StoreBusy(`the store answers ${statusCode}`));
      else answered(answer);
    });
    sent.setTimeout(silence, () => {
      sent.destroy(new StoreBusy(`the store is silent for ${silence} ms`));
    });
    return sent;
  };
  return { request: limited as typeof http.request };
}
