/** Time is a parameter. */
export interface Clock {
  now(): Date;
}
