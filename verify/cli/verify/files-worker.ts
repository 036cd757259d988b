// The thread that judges some of many files.
import { workerData } from 'node:worker_threads';
import type { Verdict } from '../../report/verdict.ts';
import type { Task } from '../tasks/task.ts';
import { serveItems } from '../threads/serve-items.ts';
import type { ThreadData } from '../threads/thread.ts';
import { type FilesSetting, openFileJudge } from './file-judge.ts';

const { setting, relay }: ThreadData<FilesSetting> = workerData;
serveItems<Task, Verdict>(openFileJudge(setting, { relay }).then(({ judge }) => judge));
