import type { JSX } from 'preact';
import type { Atlas } from '../../atlas/atlas.ts';
import { distinct, kernelVersionsOf } from '../../atlas/group-name.ts';
import { named } from '../../atlas/identity.ts';
import type { System } from '../../atlas/system.ts';
import { count, someOf } from '../../prose.ts';
import { Prose } from '../parts/prose.tsx';
import { PlainTable } from '../parts/table.tsx';

/** What this is, in a sentence. */
export function About({ atlas: { scenarios, cases, systems } }: { atlas: Atlas }): JSX.Element {
  return (
    <>
      <h1>What socket calls return when the other side is gone</h1>
      <p class="lead">
        sockatlas makes the same calls on many kernels, C libraries and operating systems, and shows what each of them really returned:{' '}
        {count(scenarios.length, 'scenario')}, {count(cases.length, 'case')}, {count(systems.length, 'system')}.
      </p>
    </>
  );
}

/** Findings that surprise, a sentence of markdown each. `asPages`: links lead to the pages as text. */
export function Surprises({ surprises, asPages }: { surprises: readonly string[]; asPages?: boolean }): JSX.Element | null {
  if (surprises.length === 0) return null;
  return (
    <section>
      <h2>Findings that surprise</h2>
      <ul class="findings">
        {surprises.map((text) => (
          <li key={text}>
            <Prose text={text} asPages={asPages === true} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The systems by kernel: versions, libcs and architectures. */
export function Glance({ systems, address }: { systems: readonly System[]; address: string }): JSX.Element {
  const rows = distinct(systems, ({ identity }) => identity.name).map((name) => {
    const own = systems.filter(({ identity }) => identity.name === name);
    const libcs = distinct(own, ({ identity }) => named(identity.libc));
    const machines = distinct(own, ({ identity: { arch, bits } }) => (arch === 'x86_64' && bits === 32 ? `${arch} (32-bit)` : arch));
    return [kernelVersionsOf(own), someOf(libcs, 6), machines.join(', ')];
  });
  return (
    <section>
      <h2>Systems at a glance</h2>
      {rows.length === 0 ? (
        <p>Nothing is measured yet.</p>
      ) : (
        <PlainTable label="Systems at a glance" head={['kernel', 'libc', 'architecture']} rows={rows} />
      )}
      <p>
        <a href={address}>Each with where, when and by whom it was measured</a>
      </p>
    </section>
  );
}
