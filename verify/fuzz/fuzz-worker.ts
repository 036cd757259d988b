// The thread of a run of mutants.
import { workerData } from 'node:worker_threads';
import { serveItems } from '../cli/threads/serve-items.ts';
import type { ThreadData } from '../cli/threads/thread.ts';
import { type Judged, openFuzz } from './run-fuzz.ts';

const { setting }: ThreadData<Parameters<typeof openFuzz>[0]> = workerData;
serveItems<number, Judged>(openFuzz(setting));
