/** What was found for one case. */
export interface CaseAnswer {
  /** Something is called valid. */
  readonly accepted: boolean;
  /** Why, in our words. */
  readonly reason: string;
  /** The corpus says why it is invalid, and we say something else. */
  readonly otherReason?: boolean;
}

export interface ConformanceCase {
  readonly id: string;
  readonly expected: 'valid' | 'invalid';
  /** Answers; whatever is unreadable is not accepted. Bugs of ours are thrown. */
  readonly judge: () => Promise<CaseAnswer>;
  /** Why the case does not apply to this verifier; it must then not agree. */
  readonly exception?: string;
}

/** Published vectors with the verdict of their authors. */
export interface ConformanceSet {
  readonly name: string;
  readonly cases: readonly ConformanceCase[];
}

export interface SetResult {
  readonly name: string;
  readonly agreed: number;
  readonly notApplicable: number;
  /** Called valid, and is not. */
  readonly falseAccepts: readonly string[];
  /** Called not valid, and is. */
  readonly falseRejects: readonly string[];
  /** Refused rightly, for another reason than the authors name. */
  readonly otherReasons: readonly string[];
  /** Exceptions that agree now: they are to be taken out of their file. */
  readonly needless: readonly string[];
}

/** Judges every case of a set. */
export async function runSet({ name, cases }: ConformanceSet): Promise<SetResult> {
  const result = {
    name,
    agreed: 0,
    notApplicable: 0,
    falseAccepts: [] as string[],
    falseRejects: [] as string[],
    otherReasons: [] as string[],
    needless: [] as string[],
  };
  for (const { id, expected, judge, exception } of cases) {
    const { accepted, reason, otherReason = false } = await judge();
    const told = `${id}: ${reason}`;
    const agrees = accepted === (expected === 'valid');
    if (exception !== undefined) {
      if (agrees) result.needless.push(told);
      else result.notApplicable += 1;
    } else if (!agrees) (accepted ? result.falseAccepts : result.falseRejects).push(told);
    else if (otherReason) result.otherReasons.push(told);
    else result.agreed += 1;
  }
  return result;
}

/** Whether the set is kept: nothing falls out, and no exception is needless. */
export function isKept(result: SetResult): boolean {
  const { falseAccepts, falseRejects, otherReasons, needless } = result;
  return falseAccepts.length + falseRejects.length + otherReasons.length + needless.length === 0;
}
