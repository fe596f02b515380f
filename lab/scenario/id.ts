/** Longer ids would not fit into a case's id with its matrix values. */
const idLimit = 80;

/** What is wrong with a scenario's id, if anything: it must be the same word in a file name, an address and a sentence. */
export function scenarioIdProblem(id: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))
    return `'${id}' is not in kebab case: words of lower-case letters and digits with - between them.`;
  return id.length > idLimit ? `The id has ${id.length} characters; it can have ${idLimit}.` : undefined;
}

/** Which of the names in `scenarios/` are those of scenario files, in the order of their ids. */
export function scenarioNames(names: readonly string[]): string[] {
  const found = names.filter((name) => ending.test(name) && name !== 'sources.yaml' && !name.startsWith('.'));
  // By id and not by name: a dot comes after a hyphen, so `a-b.yaml` would stand before `a.yaml`.
  return found.toSorted((one, other) => (one.replace(ending, '') < other.replace(ending, '') ? -1 : 1));
}

const ending = /\.ya?ml$/i;
