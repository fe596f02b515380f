import { grouped } from '../grouped.ts';
import { usualTrace } from './study.ts';
import type { MeasuredApi } from './table.ts';

/** What an API says of an error of the kernel: measured by forcing that error on that call. */
export interface Wording {
  measured: MeasuredApi;
  call: string;
  errno: string;
  /** Its own words. */
  text: string;
  /** The error that it names, if it names one: not always the one that was forced. */
  named: string;
}

/** The words of all APIs, by error and call; none where an API said nothing, or did not make the call. */
export function wordingsOf(apis: readonly MeasuredApi[]): Wording[] {
  return apis.flatMap((measured) =>
    Object.entries(measured.study.forced).flatMap(([id, seen]) => {
      const [call = '', errno = ''] = id.split('/');
      const { forced, outcomes, words } = usualTrace(seen);
      // An event loop may tell of a write only when it is asked for the next event.
      const at = words[0] === '' && words[1] !== undefined && words[1] !== '' ? 1 : 0;
      const text = words[at] ?? '';
      if (forced !== true || text === '') return [];
      return [{ measured, call, errno, text, named: (outcomes[at] ?? '').replace('setup failed: open ', '').replace(/\+SIG[A-Z]+$/, '') }];
    }),
  );
}

/** Those that say the same of the same error on the same call. */
export function alikeWordings(wordings: readonly Wording[]): Wording[][] {
  return [...grouped(wordings, ({ errno, call, text }) => `${errno}\n${call}\n${text}`).values()];
}
