/** Milliseconds since 1970 of an ISO 8601 time; TypeError when it is none. */
export function milliseconds(time: string): number {
  const moment = Date.parse(time);
  if (Number.isNaN(moment)) throw new TypeError(`${time} is no time`);
  return moment;
}
