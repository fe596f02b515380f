import type { Atlas } from '../atlas/atlas.ts';
import { determinismIn } from '../atlas/determinism.ts';
import { kernelVersionsOf } from '../atlas/group-name.ts';
import { scenarioLink } from '../findings/finding.ts';
import { escape, generated, page, table } from './markdown.ts';
import { whereShort } from './where.ts';

/** `reports/timing.md`: the cases whose trials do not all agree, and where. Undefined if they all do. */
export function timingPage(atlas: Atlas): string | undefined {
  const flaky = rows(atlas, 'flaky');
  const timed = rows(atlas, 'timing-dependent');
  if (flaky.length + timed.length === 0) return undefined;
  const header = ['scenario', 'cases', 'systems'];
  return page([
    generated,
    '# What is timing-dependent or flaky',
    'Each case is tried in two pacings: *back-to-back*, one call right after another, and *settled*, where each call waits until the state of the sockets ' +
      'has stopped changing. [All findings](README.md).',
    ...(flaky.length === 0 ? [] : ['## Flaky', 'Even settled trials differ from each other.', table(header, flaky)]),
    ...(timed.length === 0
      ? []
      : [
          '## Timing-dependent',
          'Settled trials agree with each other; trials back-to-back return something else, if only sometimes.',
          table(header, timed),
        ]),
  ]);
}

function rows(atlas: Atlas, determinism: 'flaky' | 'timing-dependent'): string[][] {
  return atlas.scenarios.flatMap((scenario) => {
    const found = determinismIn(atlas, scenario.cases).others.filter((one) => one.determinism === determinism);
    if (found.length === 0) return [];
    const cases = scenario.cases.filter((theCase) => found.some((one) => one.case === theCase));
    const systems = atlas.systems.filter((system) => found.some((one) => one.systems.includes(system)));
    const where = cases.length === scenario.cases.length ? 'all' : escape(whereShort(scenario, cases));
    return [[scenarioLink(scenario), where, escape(kernelVersionsOf(systems))]];
  });
}
