import { agentFiles, hashOf } from '../targets/agent-source.ts';
import { prepare } from '../targets/drivers.ts';
import { loadTargets } from '../targets/targets.ts';
import { learnTarget } from '../models/learn-target.ts';
import { loadAlphabets } from '../models/load-alphabets.ts';
import { places } from '../root.ts';
import type { Ratio } from './measure.ts';

/** What learning may take on two quiet cores, in seconds, by link. */
const bounds = { 'unix-pair': 10, tcp4: 60 };

/** Words that learning a link of this machine asks, beside the transitions of what it learns: the least that any learner must ask. And its seconds. */
export async function benchModels(): Promise<Ratio[]> {
  const files = await agentFiles(places());
  const agent = { files, hash: hashOf(files) };
  const { signal } = new AbortController();
  const target = (await loadTargets(places())).find(({ kind }) => kind === 'native');
  if (target === undefined) return [];
  const preparation = await prepare(target, { places: places(), env: process.env, signal, agent, note: () => undefined });
  if ('skipped' in preparation) return [];
  const alphabets = await loadAlphabets(places());
  const ratios: Ratio[] = [];
  for (const [link, bound] of Object.entries(bounds)) {
    const alphabet = alphabets.find((one) => one.link === link && one.name === 'connection');
    if (alphabet === undefined) continue;
    const start = performance.now();
    const { learned, starts } = await learnTarget({
      target,
      prepared: preparation.ready,
      agentHash: agent.hash,
      signal,
      alphabets: [alphabet],
      reference: () => undefined,
      extraOf: (one) => one.extra,
      heard: () => undefined,
      finished: async () => undefined,
    });
    const seconds = (performance.now() - start) / 1000;
    const [one] = learned;
    if (one === undefined || !('machine' in one)) throw new Error(`${link} was not learned`);
    const transitions = one.machine.states.flat().filter((transition) => transition !== undefined).length;
    const states = one.machine.states.length;
    ratios.push(
      {
        name: `words asked to learn ${link}, ${alphabet.extra} extra state tested for / transitions`,
        measured: `${one.words} words in ${starts} starts; ${states} states, ${transitions} transitions`,
        ratio: one.words / transitions,
        bound: undefined,
      },
      {
        name: `seconds to learn ${link} / what they may be on two quiet cores`,
        measured: `${seconds.toFixed(1)} s`,
        ratio: seconds / bound,
        bound: { kind: 'at most', value: 1 },
      },
    );
  }
  return ratios;
}
