import { checkScenarios } from '../models/check-scenarios.ts';
import { pageOf, type LinkModels } from '../models/models.ts';
import { readResults } from '../results/store.ts';
import type { Places } from '../root.ts';
import type { Case } from '../scenario/case.ts';
import { count } from '../prose.ts';
import { heartOf } from './heart.ts';
import { stateDiagram } from './model-diagram.ts';
import { generatedFromModels, modelPage, pictureOf } from './model-page.ts';
import { code, escape, link, page, table } from './markdown.ts';

/**
 * All pages and pictures of models: path below `reports/` to text. None if nothing was learned. `cases` are those of all scenarios. Throws a `bad-request` if a stored
 * result is damaged.
 */
export async function renderModels(places: Places, all: readonly LinkModels[], cases: readonly Case[]): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  if (all.length === 0) return files;
  const results = await readResults(places);
  for (const models of all) {
    files.set(pageOf(models.alphabet), modelPage(models, checkScenarios(models, cases, results)));
    const picture = stateDiagram(models);
    if (picture !== undefined) files.set(pictureOf(models.alphabet), picture);
  }
  files.set('models/README.md', indexPage(all));
  return files;
}

function indexPage(all: readonly LinkModels[]): string {
  const heart = heartOf(all, '../');
  const rows = all.map((models) => {
    const [first] = models.models;
    const systems = models.models.reduce((sum, model) => sum + model.systems.length, 0);
    return [
      link(code(models.alphabet.link), pageOf(models.alphabet).replace(/^models\//, '')),
      escape(models.alphabet.title),
      first === undefined ? '–' : String(first.machine.states.length),
      String(models.models.length),
      count(systems, 'system'),
    ];
  });
  return page([
    generatedFromModels,
    '# Learned models',
    'A socket as a state machine: each page says what every call returns in every state that a connection can be in, and in which state it is afterwards. Nobody wrote them: they were learned by asking systems.',
    table(['Link', 'Calls', 'States', 'Different machines', 'Learned of'], rows),
    heart === '' ? '' : `## AF_UNIX streams after the peer has closed\n\n${heart}`,
    'To compare two systems: `npm run lab -- compare SYSTEM SYSTEM`. To learn of another: `npm run lab -- learn --on TARGET`.',
  ]);
}
