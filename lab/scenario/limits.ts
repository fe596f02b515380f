/** What one case may hold. The first three are the agent's, see `lab/agent/PROTOCOL.md`. */
export const limits = {
  /** Steps of a case. */
  steps: 64,
  /** Descriptors that a case names. */
  descriptors: 32,
  /** Bytes of a line of the plan, without its newline. */
  lineBytes: 4095,
  /** Processes of a case, with main. */
  processes: 8,
  /** Calls of a case that were started with `async`. */
  started: 16,
  /** Milliseconds of a timer that ends a call: the deadline of a case is longer than all of its timers. */
  timerMs: 5000,
  /** Cases of a scenario: more could not be read as a table, and a slip in a matrix would cost hours. */
  cases: 500,
  /** Characters of a case's id: it must fit into a result file and a plan. */
  caseId: 200,
  /** Bytes of a file: what a person writes by hand is far smaller, and a larger file was given by mistake. */
  fileBytes: 256 * 1024,
} as const;
