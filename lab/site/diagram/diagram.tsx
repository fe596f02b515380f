import type { JSX } from 'preact';
import { cut, layoutOf, line, linesIn } from './layout.ts';
import type { Layout } from './layout.ts';
import type { Arrow, Row, Sequence } from './sequence.ts';

/** A sequence as a picture. All that it says the list of steps says too: to whoever cannot see it, it is one image with a name. */
export function Diagram({ sequence, letters, title }: { sequence: Sequence; letters: readonly string[]; title: string }): JSX.Element {
  const layout = layoutOf(sequence);
  const { width, height, lanes, rows } = layout;
  return (
    <svg class="diagram" role="img" aria-label={title} viewBox={`0 0 ${width} ${height}`} width={width} height={height}>
      {sequence.lanes.map(({ names, via }, lane) => (
        <g key={lane}>
          <line class="lane" x1={lanes[lane]} x2={lanes[lane]} y1={34} y2={height - 4} />
          <text class="lane-name" x={lanes[lane]} y={16}>
            {names.join(', ')}
          </text>
          <text class="lane-via" x={lanes[lane]} y={30}>
            {via}
          </text>
        </g>
      ))}
      {sequence.rows.map((row, index) => (
        <RowPart key={row.number} row={row} y={rows[index] ?? 0} layout={layout} letters={letters} isFirst={sequence.differs === index} />
      ))}
    </svg>
  );
}

interface RowProps {
  row: Row;
  y: number;
  layout: Layout;
  letters: readonly string[];
  /** Whether this is the first row in which two behaviours differ. */
  isFirst: boolean;
}

function RowPart({ row, y, layout, letters, isFirst }: RowProps): JSX.Element {
  const x = layout.lanes[row.lane ?? 0] ?? 46;
  const below = y + line * linesIn(row) + 18;
  const began = row.since === undefined ? undefined : layout.rows[row.since];
  const inside = row.step.in === 'main' ? '' : ` in ${row.step.in}`;
  return (
    <g>
      {isFirst && <rect class="differs" x={2} y={y - 17} width={layout.width - 4} height={line * (1 + linesIn(row)) + 4} rx={4} />}
      <text class="number" x={22} y={y}>
        {row.number}
      </text>
      {began !== undefined && <rect class={row.blocks ? 'wait never' : 'wait'} x={x - 4} y={began} width={8} height={y - began} rx={4} />}
      <circle class="dot" cx={x} cy={y - 4} r={4.5} />
      <text class="call" x={x + 14} y={y}>
        {cut(`${row.step.text}${inside}`)}
      </text>
      {outcomeLines(row, letters).map((text, index) => (
        <text key={index} class="outcome" x={x + 14} y={y + line * (index + 1)}>
          {text}
        </text>
      ))}
      {row.arrows.map((arrow, index) => (
        <ArrowPart key={index} arrow={arrow} y={below + index * 24} layout={layout} />
      ))}
    </g>
  );
}

/** What a row's call returned: one line if all behaviours return the same. */
function outcomeLines(row: Row, letters: readonly string[]): string[] {
  const texts = row.outcomes.map((outcome) => (outcome === undefined ? 'not reached' : cut(outcome)));
  return linesIn(row) === 1 ? [`→ ${texts[0] ?? ''}`] : texts.map((text, index) => `${letters[index] ?? ''}: ${text}`);
}

function ArrowPart({ arrow: { from, to, kind, words }, y, layout }: { arrow: Arrow; y: number; layout: Layout }): JSX.Element {
  const [start, end] = [layout.lanes[from] ?? 0, layout.lanes[to] ?? 0];
  const side = end > start ? 1 : -1;
  const tip = end - side * 2;
  return (
    <g class={`arrow ${kind}`}>
      <line x1={start} x2={tip} y1={y} y2={y} />
      {kind === 'reset' ? (
        <path d={`M${tip - 5} ${y - 5}l10 10m0 -10l-10 10`} />
      ) : (
        <path d={`M${tip - side * 8} ${y - 4.5}L${tip} ${y}L${tip - side * 8} ${y + 4.5}`} />
      )}
      <text x={(start + end) / 2} y={y - 4}>
        {words}
      </text>
    </g>
  );
}
