const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/**
 * A day (midnight UTC), or a time with its zone: without it the time would be another moment on another
 * machine. Undefined for anything else.
 */
export function timeOfText(text: string): Date | undefined {
  const date = new Date(text);
  const valid = TIME.test(text) && !Number.isNaN(date.getTime()) && isDay(text.slice(0, 10));
  return valid ? date : undefined;
}

// `Date` rolls 30 February over into March.
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
