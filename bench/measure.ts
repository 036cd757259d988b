/** Takes a line of the result. */
export type Say = (line: string) => void;

/** One measurement: runs beside its peers and says the ratios. */
export type Measure = (say: Say) => Promise<void>;
