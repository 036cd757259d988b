/** Until `signalled`, but no longer than so many milliseconds. */
export async function pause(signalled: Promise<void>, milliseconds: number): Promise<void> {
  const timer = Promise.withResolvers<void>();
  const timeout = setTimeout(timer.resolve, milliseconds);
  await Promise.race([signalled, timer.promise]);
  clearTimeout(timeout);
}
