import { blobKeysContract } from '../contracts/blob-keys.contract.ts';
import { jobsContract } from '../contracts/jobs.contract.ts';
import { journalContract } from '../contracts/journal.contract.ts';
import { metadataContract } from '../contracts/metadata.contract.ts';
import { metadataModel } from '../contracts/metadata.model.ts';
import { queueContract } from '../contracts/queue.contract.ts';
import { requestsContract } from '../contracts/requests.contract.ts';
import { sendingsContract } from '../contracts/sendings.contract.ts';
import { memoryMetadata } from './memory-metadata.ts';

const make = async () => memoryMetadata();
metadataContract('memory', make);
blobKeysContract('memory', make);
journalContract('memory', make);
jobsContract('memory', make);
queueContract('memory', make);
metadataModel('memory', make);
sendingsContract('memory', make);
requestsContract('memory', make);
