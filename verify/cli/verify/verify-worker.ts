// The thread of a batch of `okno verify`.
import { workerData } from 'node:worker_threads';
import { serveBatch } from '../batch/serve-batch.ts';
import { openVerifyCases } from './judge-verify-case.ts';

serveBatch(openVerifyCases(workerData));
