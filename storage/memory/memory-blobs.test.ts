import { blobsContract } from '../contracts/blobs.contract.ts';
import { lastHeadContract } from '../contracts/last-head.contract.ts';
import { memoryBlobs } from './memory-blobs.ts';
import { memoryLastHead } from './memory-last-head.ts';

blobsContract('memory', async () => {
  const blobs = memoryBlobs();
  return {
    blobs,
    leftovers: async () => blobs.stagedCount(),
    visible: async () => blobs.keptCount(),
  };
});
lastHeadContract('memory', async () => memoryLastHead());
