import { ours, s3Code } from './s3-error.ts';
import type { S3Store } from './s3-store.ts';

/** What an operator has to change. */
const HINTS: ReadonlyMap<string, string> = new Map([
  ['NoSuchBucket', 'make the bucket'],
  ['AccessDenied', 'give the key the right to list, read, write and delete there'],
  ['InvalidAccessKeyId', 'the access key is not known there'],
  ['SignatureDoesNotMatch', 'the secret key is another'],
  [
    'RequestTimeTooSkewed',
    'the clocks of the store and of this machine differ by more than 15 minutes',
  ],
  ['AuthorizationHeaderMalformed', 'the region is another'],
  ['PermanentRedirect', 'the bucket is at another endpoint'],
]);

/** Why the bucket must not be used as it is set; undefined: it answers. StorageError when it cannot be asked. */
export async function checkBucket(store: S3Store): Promise<string | undefined> {
  const { client, bucket, prefix, retried } = store;
  return ours(async () => {
    try {
      // GET, not HEAD: only its answer has a body that says why.
      const key = `${prefix}okno-asks-whether-it-may-look`;
      const answer = await retried(() => client.getPartialObject(bucket, key, 0, 1));
      answer.destroy();
      return undefined;
    } catch (error) {
      const code = s3Code(error) ?? '';
      if (code === 'NoSuchKey') return undefined;
      const hint = HINTS.get(code);
      if (hint === undefined) throw error;
      return `${code}: ${hint}`;
    }
  });
}
