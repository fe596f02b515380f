import type { Case } from '../scenario/case.ts';
import { identifiers } from './c-text.ts';
import { reservedNames } from './pieces.ts';

/** What the steps of a program have used so far, and what its things are called in C. */
export class Scope {
  readonly pieces = new Set<string>();
  readonly headers = new Set<string>();
  /** Constants that the headers of some C libraries lack, with their numbers on Linux. */
  readonly defines = new Map<string, string>();
  /** Descriptors of which an address is kept, by their names in C. */
  readonly addresses = new Set<string>();
  /** Files that can be opened again, by their names in C. */
  readonly files = new Set<string>();
  /** The variables of all descriptors that steps have made, in order. */
  readonly made = new Set<string>();
  /** How long the buffer has to be that reads read into. */
  bufferSize = 0;
  readonly #descriptors: ReadonlyMap<string, string>;
  readonly #kinds = new Map<string, string>();
  readonly #fileOf = new Map<string, string>();
  readonly #fresh: string[] = [];
  readonly #paths = new Map<string, number>();

  constructor({ steps }: Case) {
    this.#descriptors = identifiers(
      steps.flatMap(({ call, args }) => (call === 'fork' ? [] : [args['as'] ?? []].flat().map(String))),
      reservedNames,
    );
  }

  /** The variable of a descriptor. */
  fd(name: string): string {
    return this.#descriptors.get(name) ?? name;
  }

  /** Notes that a step makes this descriptor, of this link or kind of socket, and returns its variable. */
  makes(name: string, kind = ''): string {
    const variable = this.fd(name);
    this.made.add(variable);
    this.#fresh.push(variable);
    this.#kinds.set(name, kind);
    return variable;
  }

  /** The variables of descriptors that were made since this was asked last. */
  takeMade(): string[] {
    return this.#fresh.splice(0);
  }

  /** The link or kind of socket that a descriptor was made of; '' if it is none. */
  kindOf(name: string): string {
    return this.#kinds.get(name) ?? '';
  }

  isInternet(name: string): boolean {
    return /^(tcp|udp|mptcp)/.test(this.kindOf(name));
  }

  /** The variable with the address of a descriptor. */
  address(name: string): string {
    const variable = `address_of_${this.fd(name)}`;
    this.addresses.add(variable);
    this.use('address');
    return variable;
  }

  /** The variable with the path of a file that can be opened again, of which these are ends. */
  file(...ends: string[]): string {
    const known = ends.map((end) => this.#fileOf.get(end)).find((one) => one !== undefined);
    const variable = known ?? `file_of_${this.fd(ends[0] ?? '')}`;
    for (const end of ends) this.#fileOf.set(end, variable);
    this.files.add(variable);
    return variable;
  }

  /** A name for a path that nothing has yet, as a C string without its quotes. */
  freshPath(name: string): string {
    const count = (this.#paths.get(name) ?? 0) + 1;
    this.#paths.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  }

  /** The buffer, which has room for so many bytes. */
  buffer(size: number): string {
    this.bufferSize = Math.max(this.bufferSize, size, 1);
    return 'buffer';
  }

  use(...pieces: string[]): void {
    for (const piece of pieces) this.pieces.add(piece);
  }

  include(...headers: string[]): void {
    for (const header of headers) this.headers.add(header);
  }

  define(name: string, value: string): void {
    this.defines.set(name, value);
  }

  /** The variable of a process. */
  process(name: string): string {
    return `${name.replaceAll('-', '_')}_process`;
  }

  /** The variable of a call that was started. */
  started(name: string): string {
    return `call_${name.replaceAll('-', '_')}`;
  }
}
