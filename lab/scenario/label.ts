import type { Arguments, Call, CommonKeys } from './call.ts';
import type { Finding } from './issues.ts';

/**
 * The label of every step: its own, or what its call says, with ` #2` and so on for repeats. A label that two steps were given by their author
 * is reported; what is made up here never takes one of those.
 */
export function labelSteps(
  steps: readonly { index: number; call: Call; args: CommonKeys & Arguments }[],
  report: (finding: Finding) => void,
): string[] {
  const taken = new Set<string>();
  steps.forEach(({ index, args }) => {
    if (args.label === undefined) return;
    if (taken.has(args.label))
      report({
        path: ['steps', index, 'label'],
        message: `The label '${args.label}' is here twice.`,
        hint: 'Claims inconclusive these steps apart.',
      });
    taken.add(args.label);
  });
  return steps.map(({ call, args }) => {
    if (args.label !== undefined) return args.label;
    const plain = call.label(args, args);
    let label = plain;
    for (let count = 2; taken.has(label); count++) label = `${plain} #${count}`;
    taken.add(label);
    return label;
  });
}
