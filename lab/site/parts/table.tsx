import type { ComponentChildren, JSX } from 'preact';

/** A table that scrolls in its own box where the page is narrow, by keyboard too. `label` names it for whoever cannot see the heading above. */
export function Scrolling({ label, children }: { label: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="scrolling" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}

/** Heads and rows of a plain table. The first cell of each row is its head. */
export function PlainTable({
  label,
  head,
  rows,
}: {
  label: string;
  head: readonly ComponentChildren[];
  rows: readonly (readonly ComponentChildren[])[];
}): JSX.Element {
  return (
    <Scrolling label={label}>
      <table>
        <thead>
          <tr>
            {head.map((cell, index) => (
              <th key={index} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, at) =>
                at === 0 ? (
                  <th key={at} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={at}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
