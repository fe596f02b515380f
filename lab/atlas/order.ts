/** Orders strings by code units: the same everywhere, whatever the language of the machine. */
export function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
