import { RequestError } from '../problems/request-error.ts';

/** What one participant may have under way at once, over all its sessions. */
export interface UploadLimits {
  readonly uploads: number;
  /** Octets of files that lie on the disk while they are received and judged. */
  readonly stagedOctets: number;
}

export const UPLOADS_AT_ONCE = 8;

/** Seconds after which a refused upload may come again. */
const RETRY_AFTER = 30;

/** Keeps the uploads of one participant from taking the disk and the patience of all others. */
export interface UploadGate {
  /** Throws RequestError `too-many-uploads`. */
  enter(participantId: string): Upload;
}

export interface Upload {
  /** The octets as they come, counted; throws RequestError `too-many-uploads` once they are too many. */
  metered(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
  /** The files are kept or discarded; to be called in any case, once. */
  leave(): void;
}

export function uploadGate(limits: UploadLimits): UploadGate {
  const underWay = new Map<string, { uploads: number; octets: number }>();
  return {
    enter(participantId) {
      const now = underWay.get(participantId) ?? { uploads: 0, octets: 0 };
      if (now.uploads >= limits.uploads) {
        throw tooMany(`${limits.uploads} uploads are under way`);
      }
      now.uploads += 1;
      underWay.set(participantId, now);
      let octets = 0;
      return {
        async *metered(content) {
          for await (const piece of content) {
            octets += piece.length;
            now.octets += piece.length;
            if (now.octets > limits.stagedOctets) {
              throw tooMany(`over ${limits.stagedOctets} octets are under way`);
            }
            yield piece;
          }
        },
        leave() {
          now.uploads -= 1;
          now.octets -= octets;
          octets = 0;
          if (now.uploads === 0) underWay.delete(participantId);
        },
      };
    },
  };
}

function tooMany(detail: string): RequestError {
  return new RequestError('too-many-uploads', detail, {
    headers: { 'Retry-After': String(RETRY_AFTER) },
  });
}
