import type { Piece } from '../piece.ts';

/** How a program ends. */
export const verdict: readonly Piece[] = [
  {
    name: 'finish',
    needs: ['expect'],
    headers: ['stdio.h', 'signal.h'],
    text: ({ processes }) => `static int finish(void)
{
${processes.map((name) => `	if (${name}.pid > 0 && !${name}.is_gone)\n		kill(${name}.pid, SIGKILL);\n`).join('')}	if (differences == 0)
		printf("Every outcome is as expected.\\n");
	else
		printf("Outcomes that are not as expected: %d.\\n", differences);
	return differences > 0;
}`,
  },
];
