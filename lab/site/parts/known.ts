import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Known } from '../data/decode.ts';
import type { Route } from '../route/route.ts';

/** What every view needs: the data, and where the reader is. */
export interface Here {
  known: Known;
  route: Route;
  /** Goes to an address; `replace` where it is the same view with another word in its box. */
  go: (address: string, replace?: boolean) => void;
}

const Context = createContext<Here | undefined>(undefined);

export const HereProvider = Context.Provider;

/** The data and the place of the page that a part stands in. Throws if it stands in none. */
export function useHere(): Here {
  const here = useContext(Context);
  if (here === undefined) throw new Error('a part of the page that is in no page');
  return here;
}
