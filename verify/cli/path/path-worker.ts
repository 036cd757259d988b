// The thread of a batch of `okno path`.
import { workerData } from 'node:worker_threads';
import { serveBatch } from '../batch/serve-batch.ts';
import { openPathCases } from './path-judge.ts';

serveBatch(openPathCases(workerData));
