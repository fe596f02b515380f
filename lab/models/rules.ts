/**
 * Which letters can be asked after what has happened: a closed descriptor cannot be read. What cannot be asked is known without asking, and
 * leaves everything as it was. `State` is whatever must be remembered for that.
 */
export interface Rules<State> {
  start: State;
  allows(state: State, letter: number): boolean;
  /** What is remembered after this letter gave this output; without an output, what is most likely remembered before it was asked. */
  after(state: State, letter: number, output: string | undefined): State;
}

/** Every letter can always be asked. */
export const noRules: Rules<undefined> = { start: undefined, allows: () => true, after: () => undefined };
