// The thread of a batch of `okno verify`.
import { workerData } from 'node:worker_threads';
import { type LineAnswer, lineJudge } from '../batch/answer-line.ts';
import type { Line } from '../batch/read-lines.ts';
import { serveItems } from '../threads/serve-items.ts';
import { openVerifyCases } from './judge-verify-case.ts';

serveItems<Line, LineAnswer>(openVerifyCases(workerData).then(lineJudge));
