import type { JSX } from 'preact';
import { cellFor } from '../../atlas/atlas.ts';
import type { Atlas } from '../../atlas/atlas.ts';
import { sentenceOf } from '../../atlas/identity.ts';
import type { System } from '../../atlas/system.ts';
import { useHere } from '../parts/known.ts';
import { PlainTable } from '../parts/table.tsx';
import { addressOf } from '../route/route.ts';

/** Every system that was measured, with its provenance. */
export function SystemsView(): JSX.Element {
  const { known } = useHere();
  const rows = known.atlas.systems.map((system, index) => {
    const from = known.provenance[index];
    return [
      <a key="id" href={addressOf(['system', system.id])}>
        {system.id}
      </a>,
      `${sentenceOf(system.identity)}${system.identity.declared.includes('system') ? ', kernel as declared' : ''}`,
      from?.named ?? 'unknown',
      system.identity.distribution ?? 'not known',
      `${from?.how ?? 'unknown'}${system.identity.emulated === undefined ? '' : `, ${system.identity.emulated}`}`,
      `${from?.when ?? 'unknown'}, by ${from?.by ?? 'unknown'}`,
      coverageText(known.atlas, system),
    ];
  });
  return (
    <article>
      <h1>Systems measured</h1>
      <p>
        A container has the kernel of the machine that runs it: what is measured there is this kernel with the libc of the image. What a
        system is, it says itself, where the agent runs.
      </p>
      <PlainTable
        label="Systems measured"
        head={['target', 'system', 'kernel as it names itself', 'libc from', 'run as', 'measured', 'cases']}
        rows={rows}
      />
      <p>
        Your system is missing? <code>npm run lab -- kit</code> writes one shell script that measures any system with a C compiler.
      </p>
    </article>
  );
}

/** In how many cases a system was measured, and why not in the others. */
export function coverageText(atlas: Atlas, system: System): string {
  const states = new Map<string, number>();
  for (const theCase of atlas.cases) {
    const { state } = cellFor(atlas, system, theCase);
    states.set(state, (states.get(state) ?? 0) + 1);
  }
  const measured = states.get('measured') ?? 0;
  const rest = ['unsupported', 'setup failed', 'inconclusive', 'stale', 'not run'].filter((state) => states.has(state));
  return [
    measured === atlas.cases.length ? `all ${measured}` : `${measured} of ${atlas.cases.length}`,
    ...rest.map((state) => `${states.get(state)} ${state}`),
  ].join(', ');
}
