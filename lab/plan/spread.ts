/** Trials of one case run one after another. More of them than this are spread over copies of the case that run at once. */
const mostInARow = 100;

/**
 * How to run so many trials of each case: in how many copies of the case, and trials of each copy. Their product is exactly `trials`; a
 * number that cannot be split into few equal parts is not split.
 */
export function spread(trials: number): { copies: number; trials: number } {
  const few = Math.ceil(trials / mostInARow);
  for (let copies = few; copies <= 2 * few; copies++) {
    if (trials % copies === 0) return { copies, trials: trials / copies };
  }
  return { copies: 1, trials };
}
