import { parentPort } from 'node:worker_threads';
import { answerLine, type BatchAnswer, type BatchTask, type JudgeCase } from './batch-job.ts';

/** What a thread of a batch does: one task after the other. */
export function serveBatch(judge: Promise<JudgeCase>): void {
  const port = parentPort;
  if (port === null) throw new Error('not in a thread of a batch');
  let turn: Promise<unknown> = judge;
  port.on('message', (task: BatchTask) => {
    turn = turn.then(async () => {
      const judgeCase = await judge;
      const answers: object[] = [];
      for (const line of task.lines) answers.push(await answerLine(line, judgeCase));
      port.postMessage({ answers } satisfies BatchAnswer);
    });
    // A bug of ours ends the thread, and with it the batch: never a line without its answer.
    turn.catch((error: unknown) => {
      queueMicrotask(() => {
        throw error;
      });
    });
  });
}
