// The thread of a batch of `okno path`.
import { workerData } from 'node:worker_threads';
import { type LineAnswer, lineJudge } from '../batch/answer-line.ts';
import type { Line } from '../batch/read-lines.ts';
import { serveItems } from '../threads/serve-items.ts';
import { openPathCases } from './path-judge.ts';

serveItems<Line, LineAnswer>(openPathCases(workerData).then(lineJudge));
