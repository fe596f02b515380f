import { mergeAtlas } from '../atlas/atlas.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { identityOf, resultWith } from '../atlas/fixture.ts';
import type { WrittenStep } from '../facts/fixture.ts';
import type { Scenario, Source } from '../scenario/case.ts';
import { expand } from '../scenario/expand.ts';

/** For tests: a scenario that the real catalogue would make of these steps, one case for each link. `$link` stands for it. */
export function scenarioOf(id: string, links: readonly string[], steps: readonly WrittenStep[], parts: Partial<Scenario> = {}): Scenario {
  const matrix = { link: [...links] };
  const { cases, findings } = expand(id, { matrix, exclude: [], steps: [...steps] });
  if (cases.length === 0) throw new Error(findings.map(({ message }) => message).join('\n'));
  const text = { id, file: `scenarios/${id}.yaml`, title: `Title of ${id}`, question: 'What happens?', tags: [], links: [] };
  return { ...text, matrix, excluded: [], cases, claims: [], ...parts };
}

/** For tests: what each scenario's cases returned, by the scenario's id, the same in all. Steps that are not named at its end returned `done` or 0. */
export type Told = Record<string, string[]>;

/** For tests: an atlas of these scenarios as one Linux saw them, and as other systems did, named with their release: `FreeBSD 14.2`. */
export function atlasOf(
  scenarios: readonly Scenario[],
  seen: Told,
  others: Record<string, Told> = {},
  sources: readonly Source[] = [],
): Atlas {
  const results = Object.entries({ 'Linux 6.18.0': seen, ...others }).map(([name, told]) => {
    const [system = '', release = ''] = name.split(' ');
    return resultWith(`${system}-${release}`.toLowerCase(), scenarios, (theCase) => told[theCase.scenario], {
      identity: identityOf(system, release),
    });
  });
  return mergeAtlas(scenarios, sources, results);
}
