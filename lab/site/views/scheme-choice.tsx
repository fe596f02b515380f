import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

const schemes = ['auto', 'light', 'dark'] as const;
type Scheme = (typeof schemes)[number];

/** Where the choice is kept between visits; not every browser lets a file keep anything. */
const key = 'sockatlas-scheme';

/** Which colours the page has: the system's, or always light or dark. */
export function SchemeChoice(): JSX.Element {
  const [chosen, choose] = useState<Scheme>(stored);
  return (
    <select
      class="scheme"
      aria-label="Colours"
      value={chosen}
      onChange={({ currentTarget: { value } }) => {
        const scheme = schemes.find((one) => one === value) ?? 'auto';
        choose(scheme);
        keep(scheme);
        applyScheme(scheme);
      }}
    >
      {schemes.map((scheme) => (
        <option key={scheme} value={scheme}>
          {scheme}
        </option>
      ))}
    </select>
  );
}

/** The scheme of the last visit. */
export function stored(): Scheme {
  try {
    const value = globalThis.localStorage?.getItem(key);
    return schemes.find((one) => one === value) ?? 'auto';
  } catch {
    return 'auto';
  }
}

/** Makes the page have these colours. */
export function applyScheme(scheme: Scheme): void {
  document.documentElement.style.colorScheme = scheme === 'auto' ? '' : scheme;
}

function keep(scheme: Scheme): void {
  try {
    globalThis.localStorage?.setItem(key, scheme);
  } catch {
    // Then it is chosen again next time.
  }
}
