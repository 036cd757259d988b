// A child process of the bench: OpenSSL's gost engine inside Node. An engine can be set once in a process.
import { createHash, createPublicKey, setEngine, verify } from 'node:crypto';
import { rateOf } from './rate.ts';

export type EngineTask =
  | { readonly kind: 'digest'; readonly name: string; readonly data: Uint8Array }
  | {
      readonly kind: 'verify';
      readonly name: string;
      readonly publicKey: Uint8Array;
      readonly data: Uint8Array;
      readonly signature: Uint8Array;
    };

export interface EngineRound {
  readonly task: EngineTask;
  readonly milliseconds: number;
}

setEngine(process.argv[2] ?? '');

process.on('message', (message: EngineRound) => {
  const { task, milliseconds } = message;
  const once = task.kind === 'digest' ? digestOf(task) : verifyOf(task);
  void rateOf(once, milliseconds).then((rate) => process.send?.(rate));
});

function digestOf({ name, data }: EngineTask & { kind: 'digest' }) {
  return async () => createHash(name).update(data).digest();
}

function verifyOf({ name, publicKey, data, signature }: EngineTask & { kind: 'verify' }) {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  return async () => {
    if (!verify(name, data, key, signature)) throw new Error('the engine refuses our signature');
  };
}
