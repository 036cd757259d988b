// Only a hang takes so long, however busy the machine is.
const PATIENCE_MS = 90_000;

/** Asks again and again until it is so; rejects after a minute and a half. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('what was waited for did not happen');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Asks again and again until the answer is as it should be; answers it. */
export async function untilAnswer<T>(
  ask: () => Promise<T>,
  good: (answer: T) => boolean,
): Promise<T> {
  const answers: T[] = [];
  await until(async () => {
    const answer = await ask();
    answers[0] = answer;
    return good(answer);
  });
  return answers[0] as T;
}
