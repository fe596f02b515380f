import { compare } from '../atlas/order.ts';
import type { View } from './view.ts';

/** Scenarios that belong together: they have the same first tag. */
export interface Topic {
  /** The tag; it names the topic's page. */
  tag: string;
  /** The tag in words: `Half close`. */
  title: string;
  /** Never empty, in the order of the scenarios' ids. */
  views: View[];
}

/** Divides scenarios by their first tag, in alphabetical order; those without one come last. */
export function topicsOf(views: readonly View[]): Topic[] {
  const byTag = new Map<string, View[]>();
  for (const view of views) {
    const tag = view.scenario.tags[0] ?? '';
    byTag.set(tag, [...(byTag.get(tag) ?? []), view]);
  }
  return [...byTag]
    .toSorted(([one], [other]) => (one === '' ? 1 : other === '' ? -1 : compare(one, other)))
    .map(([tag, own]) => ({ tag: tag === '' ? 'without-tag' : tag, title: titleOf(tag), views: own }));
}

/** A tag in words: `Half close`. */
export function titleOf(tag: string): string {
  const words = tag === '' ? 'without a tag' : tag.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
