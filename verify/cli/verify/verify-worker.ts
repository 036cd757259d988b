// The thread of a batch of `okno verify`.
import { workerData } from 'node:worker_threads';
import { type LineAnswer, lineJudge } from '../batch/answer-line.ts';
import type { Line } from '../batch/read-lines.ts';
import { serveItems } from '../threads/serve-items.ts';
import type { ThreadData } from '../threads/thread.ts';
import { openVerifyCases, type VerifySetting } from './judge-verify-case.ts';

const { setting, relay }: ThreadData<VerifySetting> = workerData;
const opening = openVerifyCases(setting, { relay });
serveItems<Line, LineAnswer>(opening.then(lineJudge));
