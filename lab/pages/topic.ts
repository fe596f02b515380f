import { compare } from '../atlas/order.ts';
import type { Scenario } from '../scenario/case.ts';
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
    const tag = topicTag(view.scenario);
    byTag.set(tag, [...(byTag.get(tag) ?? []), view]);
  }
  return [...byTag]
    .toSorted(([one], [other]) => Number(one === without) - Number(other === without) || compare(one, other))
    .map(([tag, own]) => ({ tag, title: titleOf(tag), views: own }));
}

/** The topic of scenarios without a tag. */
const without = 'without-a-tag';

/** Which topic a scenario belongs to. */
export function topicTag({ tags }: Pick<Scenario, 'tags'>): string {
  return tags[0] ?? without;
}

/** A tag in words: `Half close`. */
export function titleOf(tag: string): string {
  const words = tag.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
