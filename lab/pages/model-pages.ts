import { modelName } from '../models/alphabet.ts';
import { checkScenarios } from '../models/check-scenarios.ts';
import { pageOf, readLinkModels, type LinkModels } from '../models/models.ts';
import { readResults } from '../results/store.ts';
import type { Places } from '../root.ts';
import type { Case } from '../scenario/case.ts';
import { count } from '../prose.ts';
import { afterPeerClosed, generatedFromModels, modelPage } from './model-page.ts';
import { code, escape, link, page, table } from './markdown.ts';

/** All pages of models: path below `reports/` to text. None if nothing was learned. `cases` are those of all scenarios. Throws a `bad-request` if a stored file is damaged. */
export async function renderModels(places: Places, cases: readonly Case[]): Promise<Map<string, string>> {
  const all = await readLinkModels(places);
  const files = new Map<string, string>();
  if (all.length === 0) return files;
  const results = await readResults(places);
  for (const models of all) files.set(pageOf(models.alphabet), modelPage(models, checkScenarios(models, cases, results)));
  files.set('models/README.md', indexPage(all));
  return files;
}

/** What the end of an AF_UNIX stream sees after the peer has closed: the question that the lab began with. None while nothing was learned of it. */
function heartOf(all: readonly LinkModels[]): string[] {
  const models = all.find(({ alphabet }) => modelName(alphabet) === 'unix-pair.connection');
  const heart = models && afterPeerClosed(models);
  return heart === undefined ? [] : ['## AF_UNIX streams after the peer has closed', heart];
}

function indexPage(all: readonly LinkModels[]): string {
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
    ...heartOf(all),
    'To compare two systems: `npm run lab -- compare SYSTEM SYSTEM`. To learn of another: `npm run lab -- learn --on TARGET`.',
  ]);
}
