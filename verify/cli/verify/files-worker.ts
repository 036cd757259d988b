// The thread that judges some of many files.
import { workerData } from 'node:worker_threads';
import type { Verdict } from '../../report/verdict.ts';
import type { Task } from '../tasks/task.ts';
import { serveItems } from '../threads/serve-items.ts';
import { openFileJudge } from './file-judge.ts';

serveItems<Task, Verdict>(openFileJudge(workerData).then(({ judge }) => judge));
