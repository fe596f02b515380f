import type { Step } from '../scenario/case.ts';

/** An argument that is one word; '' if it was left out. */
export function word({ args }: Pick<Step, 'args'>, key: string): string {
  const value = args[key];
  return typeof value === 'string' ? value : '';
}

/** An argument that is one number; `otherwise` if it was left out. */
export function number({ args }: Pick<Step, 'args'>, key: string, otherwise = 0): number {
  const value = args[key];
  return typeof value === 'number' ? value : otherwise;
}

/** An argument that is a list of words. */
export function words({ args }: Pick<Step, 'args'>, key: string): string[] {
  const value = args[key];
  return Array.isArray(value) ? value.map(String) : [];
}

/** An argument that is one number or several. */
export function numbers({ args }: Pick<Step, 'args'>, key: string): number[] {
  return [args[key]].flat().filter((one) => typeof one === 'number');
}

/** A timeout in milliseconds, -1 for none. */
export function timeout(step: Pick<Step, 'args'>): number {
  return step.args['timeout'] === 'forever' ? -1 : number(step, 'timeout');
}

/** Flags as C has them: `MSG_PEEK | MSG_DONTWAIT`, `0` if there is none. */
export function flags(step: Pick<Step, 'args'>, key = 'flags', prefix = ''): string {
  const names = words(step, key);
  return names.length === 0 ? '0' : names.map((name) => `${prefix}${name}`).join(' | ');
}
