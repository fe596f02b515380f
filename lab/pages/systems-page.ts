import type { Atlas } from '../atlas/atlas.ts';
import { boundText, determinismIn } from '../atlas/determinism.ts';
import { conflictLines } from './conflicts-text.ts';
import { allOf, count } from '../prose.ts';
import { bullets, generated, page } from './markdown.ts';
import { tierOfSubject } from '../atlas/measured-by.ts';
import { systemsTable } from './systems-table.ts';

/**
 * `reports/systems.md`: which systems were measured, how, when and by whom, and how much. The one place for all that says something of measuring and
 * nothing of behaviour: no other page changes when a known behaviour is measured once more.
 */
export function systemsPage(atlas: Atlas): string {
  const { fewest, measured, deterministic } = determinismIn(atlas, atlas.cases);
  const conflicts = conflictLines(atlas);
  return page([
    generated,
    '# Systems measured',
    `${count(atlas.systems.length, 'system')}${measuredBy(atlas)}, ${count(atlas.cases.length, 'case')}, ${count(trialsIn(atlas), 'trial')}. ` +
      `In ${deterministic} of ${count(measured, 'measured cell')} all trials agree.`,
    fewest === undefined ? '' : boundText(fewest),
    staleText(atlas),
    'A container has the kernel of the machine that runs it. What is measured there is this kernel with the libc of the image.',
    systemsTable(atlas),
    ...(conflicts.length === 0 ? [] : ['## Results of one system that contradict each other', bullets(conflicts)]),
    'Your system is missing? One file is enough: see [CONTRIBUTING.md](../CONTRIBUTING.md). [All findings](README.md).',
  ]);
}

/** Who measured, if it was not the lab alone. */
function measuredBy({ systems }: Atlas): string {
  const words = { lab: 'by the lab', ci: 'by CI', contributed: 'contributed' } as const;
  const tiers = (['lab', 'ci', 'contributed'] as const).flatMap((tier) => {
    const number = systems.filter((system) => tierOfSubject(system) === tier).length;
    return number === 0 ? [] : [{ tier, text: `${number} ${words[tier]}` }];
  });
  return tiers.every(({ tier }) => tier === 'lab') ? '' : ` (${allOf(tiers.map(({ text }) => text))})`;
}

function trialsIn({ outcomes }: Atlas): number {
  let trials = 0;
  for (const { cells } of outcomes.values())
    for (const cell of cells) if (cell.state === 'measured') trials += cell.trials * cell.systems.length;
  return trials;
}

function staleText({ outcomes }: Atlas): string {
  let stale = 0;
  for (const { cells } of outcomes.values()) for (const cell of cells) if (cell.state === 'stale') stale += cell.systems.length;
  return stale === 0 ? '' : `${count(stale, 'stored cell')} left out as stale: the scenario has changed since it was measured.`;
}
