import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where everything is: a checkout of the repository, or in tests a folder laid out like one. All paths are absolute. */
export interface Places {
  root: string;
  scenarios: string;
  docker: string;
  reports: string;
  results: string;
  agent: string;
}

/** The places of the checkout at `root`; by default the one that this file belongs to, from whichever folder the command was started. */
export function places(root: string = join(dirname(fileURLToPath(import.meta.url)), '..')): Places {
  return {
    root,
    scenarios: join(root, 'scenarios'),
    docker: join(root, 'docker'),
    reports: join(root, 'reports'),
    results: join(root, 'reports', 'results'),
    agent: join(root, 'lab', 'agent'),
  };
}

/** The lab's own version, from package.json. */
export function labVersion(): string {
  const packageJson: unknown = JSON.parse(readFileSync(join(places().root, 'package.json'), 'utf8'));
  return (packageJson as { version: string }).version;
}
