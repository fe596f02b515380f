/** The exit codes of every command. They are part of the interface: tested, printed by `lab help exit-codes`, never renumbered. */
export const exitCode = {
  ok: 0,
  unexpected: 1,
  badRequest: 2,
  partial: 3,
  differs: 4,
  missing: 5,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

/** Why a request could not be carried out, as a word for programs; it decides the exit code. */
export type FailureCode = 'bad-request' | 'partial' | 'differs' | 'missing' | 'hung-up' | 'interrupted' | 'terminated';

const codeToExit: Record<FailureCode, number> = {
  'bad-request': exitCode.badRequest,
  partial: exitCode.partial,
  differs: exitCode.differs,
  missing: exitCode.missing,
  'hung-up': exitCode.hungUp,
  interrupted: exitCode.interrupted,
  terminated: exitCode.terminated,
};

/**
 * A failure that the user can act on: what was being done, to what, what happened, and a hint that is a command where one helps.
 * Anything else that reaches the top is a bug and prints its stack.
 */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly code: FailureCode;
  /** What to type or do next, in one line. */
  readonly hint: string | undefined;

  constructor(code: FailureCode, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }

  get exitCode(): number {
    return codeToExit[this.code];
  }
}
