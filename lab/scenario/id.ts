/** Longer ids would not fit into a case's id with its matrix values. */
const idLimit = 80;

/** What is wrong with a scenario's id, if anything: it must be the same word in a file name, an address and a sentence. */
export function scenarioIdProblem(id: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))
    return `'${id}' is not in kebab case: words of lower-case letters and digits with - between them.`;
  return id.length > idLimit ? `The id has ${id.length} characters; it can have ${idLimit}.` : undefined;
}
