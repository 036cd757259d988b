// The thread of a batch of `okno path`.
import { workerData } from 'node:worker_threads';
import { type LineAnswer, lineJudge } from '../batch/answer-line.ts';
import type { Line } from '../batch/read-lines.ts';
import { serveItems } from '../threads/serve-items.ts';
import type { ThreadData } from '../threads/thread.ts';
import { openPathCases, type PathSetting } from './path-judge.ts';

const { setting, relay }: ThreadData<PathSetting> = workerData;
const opening = openPathCases(setting, { relay });
serveItems<Line, LineAnswer>(opening.then(lineJudge));
