import { LabError } from '../failure.ts';
import { hostility } from './plain-text.ts';
import type { Sender } from './take-in.ts';

const runAddress = /^(https?:\/\/[A-Za-z0-9.:-]+\/[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+)\/actions\/runs\/[0-9]+/;

/**
 * Who hands in, from the options of a command. Of a CI run only the repository is kept: the number of the run would make equal
 * results differ. Throws LabError `bad-request` for a name or an address that cannot stand in a report.
 */
export function senderOf({ contributor, ci }: { contributor?: string; ci?: string }): Sender {
  if (ci !== undefined) {
    const repository = runAddress.exec(ci)?.[1];
    if (contributor !== undefined || repository === undefined) {
      const what =
        contributor === undefined ? `'${ci}' is not the address of a CI run.` : 'A result is from a contributor or from CI, not from both.';
      throw new LabError(
        'bad-request',
        what,
        'npm run lab -- add --ci https://github.com/OWNER/REPOSITORY/actions/runs/NUMBER result.json',
      );
    }
    return { ci: `${repository}/actions` };
  }
  const name = contributor?.trim() ?? 'unnamed';
  const problem = name === '' || name.length > 100 ? 'it has 1 to 100 characters' : hostility(name)?.replace(/^the document: /, 'it ');
  if (problem !== undefined)
    throw new LabError('bad-request', `That cannot be a contributor's name: ${problem}.`, "--contributor 'Ann Example'");
  return { contributor: name };
}
