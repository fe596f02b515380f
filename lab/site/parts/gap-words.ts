import type { Cell } from '../../atlas/cell.ts';

/** What is known of a cell without an observation: never nothing. */
export function gapWords(cell: Cell): string {
  switch (cell.state) {
    case 'stale':
      return 'measured before the scenario changed, not since';
    case 'setup failed':
      return `setup failed: ${cell.what}`;
    case 'inconclusive':
      return `inconclusive: ${cell.why}`;
    case 'not run':
      return `not run: ${cell.why}`;
    case 'unsupported':
      return `not there: ${cell.what}`;
    case 'measured':
      return cell.determinism;
    default:
      return cell satisfies never;
  }
}
