import type { JSX } from 'preact';
import type { Cause } from '../../explain/cause.ts';
import { useHere } from '../parts/known.ts';
import { OutcomeText } from '../parts/outcome-text.tsx';
import { systemsWords } from '../parts/systems-text.ts';
import { addressOf } from '../route/route.ts';
import { PlainTable } from '../parts/table.tsx';

/** Causes as rows: where, what had happened, what is returned then, on which systems, and a case that shows it. */
export function CausesTable({ causes, label, first }: { causes: readonly Cause[]; label: string; first: 'call' | 'outcome' }): JSX.Element {
  return (
    <PlainTable
      label={label}
      head={['what had happened', first === 'call' ? 'call' : 'returned', 'on', 'systems', 'example']}
      rows={causes.map((cause) => [
        cause.did,
        first === 'call' ? cause.calls.join(', ') : <OutcomeText key="out" outcomes={[withSignal(cause)]} />,
        cause.link,
        <OnText key="on" cause={cause} />,
        <a key="example" href={exampleAddress(cause)}>
          see it
        </a>,
      ])}
    />
  );
}

/** The outcome with its signal. */
function withSignal({ outcome, signal }: Pick<Cause, 'outcome' | 'signal'>): string {
  return signal === undefined ? outcome : outcome === 'killed' ? `killed: ${signal}` : `${outcome}+${signal}`;
}

/** Where the sequence is that shows a cause, as a system went through it that does. */
function exampleAddress({ example, on }: Pick<Cause, 'example' | 'on'>): string {
  const slash = example.case.indexOf('/');
  const [scenario, rest] = slash === -1 ? [example.case, undefined] : [example.case.slice(0, slash), example.case.slice(slash + 1)];
  return addressOf(['scenario', scenario], { case: rest, a: on[0], step: String(example.step + 1) });
}

/** On which systems that is so, of those that were asked. */
function OnText({ cause }: { cause: Pick<Cause, 'on' | 'asked'> }): JSX.Element {
  const { systems } = useHere().known.atlas;
  const [on, asked] = [cause.on, cause.asked].map((ids) => systems.filter(({ id }) => ids.includes(id)));
  return <>{on === undefined || asked === undefined ? 'unknown' : systemsWords(on, asked)}</>;
}
