import type { SystemSelector } from '../scenario/case.ts';
import { titleOf } from './identity.ts';
import { anyOf } from '../prose.ts';

/** The condition in words, to be put behind a statement: `on macOS >=10.14`, `on all systems`. Plain text, not yet escaped. */
export function selectorText(selector: SystemSelector): string {
  const systems = listOf(selector.os).map(titleOf);
  const words = [`on ${systems.length === 0 ? 'all systems' : anyOf(systems)}`];
  if (selector.version !== undefined) words.push(selector.version);
  if (selector.libc !== undefined) words.push(`with ${anyOf(listOf(selector.libc))}`);
  if (selector.runtime !== undefined) words.push(`under ${anyOf(listOf(selector.runtime))}`);
  if (selector.arch !== undefined) words.push(`on ${anyOf(listOf(selector.arch))}`);
  return words.join(' ');
}

/** One value or several, as a list. */
export function listOf(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
