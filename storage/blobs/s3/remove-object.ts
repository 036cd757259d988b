import type { S3Store } from './s3-store.ts';
import { type ObjectVersion, versionQuery } from './stat-object.ts';

/**
 * Takes every version under the key away, and every marker: a plain removal would only lay a marker on top. Rejects
 * when the store holds one back (Object Lock).
 */
export async function removeObject(store: S3Store, key: string): Promise<void> {
  const { client, bucket, retried } = store;
  for (const version of await versionsOf(store, key)) {
    await retried(() => client.removeObject(bucket, version.key, versionQuery(version)));
  }
}

async function versionsOf({ client, bucket }: S3Store, key: string): Promise<ObjectVersion[]> {
  const versions: ObjectVersion[] = [];
  const listed = client.listObjects(bucket, key, true, { IncludeVersion: true });
  for await (const { name, versionId } of listed) {
    if (name === key) versions.push({ key, ...(versionId == null ? {} : { versionId }) });
  }
  return versions;
}
