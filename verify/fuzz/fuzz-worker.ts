// The thread of a run of mutants.
import { workerData } from 'node:worker_threads';
import { serveItems } from '../cli/threads/serve-items.ts';
import { type Judged, openFuzz } from './run-fuzz.ts';

serveItems<number, Judged>(openFuzz(workerData));
