import type { Atlas, CaseOutcome } from '../../atlas/atlas.ts';
import type { Cell } from '../../atlas/cell.ts';
import type { System } from '../../atlas/system.ts';
import { vocabularyOf } from '../../explain/vocabulary-of.ts';
import type { Vocabulary } from '../../explain/vocabulary.ts';
import type { CompactLink } from '../../models/compact.ts';
import type { Scenario, Source } from '../../scenario/case.ts';
import type { JudgedClaim } from './decode-claim.ts';
import { decodeScenario } from './decode-scenario.ts';
import { readSystems } from './decode-systems.ts';
import { outcomesOf } from './decode-outcomes.ts';
import type { Provenance, SiteFile, SourceRecord } from './site-file.ts';

/** What the page knows. */
export interface Known {
  /**
   * As merged from the stored results, but for what only the results have: runs, and how many trials there were. A trace stands for any number of trials;
   * only other settled traces of flaky behaviours have their counts. Each behaviour has one cell.
   */
  atlas: Atlas;
  /** By a system's index. */
  provenance: readonly Provenance[];
  /** By a scenario's id. */
  claims: ReadonlyMap<string, readonly JudgedClaim[]>;
  surprises: readonly string[];
  vocabulary: Vocabulary;
  models: readonly CompactLink[];
  /** The pages, below `reports/`, of models for which this one has no room. */
  modelsElsewhere: readonly string[];
}

/** Reads the page's data. Throws if it is damaged. */
export function decode(file: SiteFile): Known {
  const read = readSystems(file.systems);
  const scenarios: Scenario[] = [];
  const claims = new Map<string, readonly JudgedClaim[]>();
  const outcomes = new Map<string, CaseOutcome>();
  for (const record of file.scenarios) {
    const { scenario, behaviours, judged } = decodeScenario(record, file);
    scenarios.push(scenario);
    claims.set(scenario.id, judged);
    const bySystem = read.map(({ shownIn }) => shownIn(scenario.id, scenario.cases.length));
    for (const [index, theCase] of scenario.cases.entries()) {
      const shown = read.map(({ system }, at): [System, number | Cell] => [system, bySystem[at]?.[index] ?? 0]);
      outcomes.set(theCase.id, outcomesOf(theCase, behaviours[index] ?? [], shown));
    }
  }
  const systems = read.map(({ system }) => system);
  const words = vocabularyOf({ systems });
  return {
    atlas: {
      scenarios,
      cases: scenarios.flatMap(({ cases }) => cases),
      sources: new Map(Object.values(file.sources).map((source): [string, Source] => [source[0], sourceOf(source)])),
      systems,
      outcomes,
    },
    provenance: read.map(({ provenance }) => provenance),
    claims,
    surprises: file.surprises,
    vocabulary: { ...words, numbers: [...file.numbers, ...words.numbers], texts: [...file.texts, ...words.texts] },
    models: file.models,
    modelsElsewhere: file.modelsElsewhere,
  };
}

function sourceOf([id, title, url, kind, at]: SourceRecord): Source {
  return { id, title, url, kind, at, read: '' };
}
