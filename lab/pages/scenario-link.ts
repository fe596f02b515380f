import type { Scenario } from '../scenario/case.ts';
import { escape, link } from './markdown.ts';

/** A link to a scenario's page. `base` leads from the page that has the link to `reports/`: nothing, or `../`. */
export function scenarioLink(scenario: Scenario, base = ''): string {
  return link(escape(scenario.title), `${base}scenarios/${scenario.id}.md`);
}
