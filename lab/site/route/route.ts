/** Where in the page the reader is. The address behind `#` holds it all: `#/scenario/peer-close-unread?case=tcp4`. */
export interface Route {
  /** The parts of the path: `['scenario', 'peer-close-unread']`; none is the start. */
  path: readonly string[];
  /** The rest, by name. */
  with: Readonly<Record<string, string>>;
}

/** Reads an address, with or without its `#`. What cannot be decoded is taken as it stands. */
export function routeOf(address: string): Route {
  const [path = '', query = ''] = address.replace(/^#?\/?/, '').split(/\?(.*)/s);
  const pairs = query.split('&').filter((pair) => pair !== '');
  return {
    path: path
      .split('/')
      .filter((part) => part !== '')
      .map(decoded),
    with: Object.fromEntries(
      pairs.map((pair) => {
        const [name = '', value = ''] = pair.split(/=(.*)/s);
        return [decoded(name), decoded(value)];
      }),
    ),
  };
}

/** The address of a place. Empty values are left out. */
export function addressOf(path: readonly string[], query: Readonly<Record<string, string | undefined>> = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${encoded(name)}=${encoded(value)}`],
  );
  return `#/${path.map(encoded).join('/')}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
}

/** The same place with some values changed. */
export function changed(route: Route, change: Readonly<Record<string, string | undefined>>): string {
  return addressOf(route.path, { ...route.with, ...change });
}

/** As little as an address needs: a reader should be able to read it. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+').replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%7C', '|');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
