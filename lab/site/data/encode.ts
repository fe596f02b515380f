import type { Atlas } from '../../atlas/atlas.ts';
import { byRank } from '../../atlas/group.ts';
import { vocabularyOf } from '../../explain/vocabulary-of.ts';
import type { Judgement } from '../../findings/judge.ts';
import { grouped } from '../../grouped.ts';
import { labelsInOrder } from '../../pages/interest.ts';
import type { Source } from '../../scenario/case.ts';
import { claimRecord } from './claim-record.ts';
import { encodeScenario } from './encode-scenario.ts';
import { encodeSystems } from './encode-systems.ts';
import { keysOf } from './key.ts';
import type { SiteFile, SourceRecord } from './site-file.ts';
import { stepTable } from './step-key.ts';

/** What the page tells of but models. `surprises` are sentences of markdown. */
export interface SiteParts {
  atlas: Atlas;
  judgements: readonly Judgement[];
  surprises: readonly string[];
}

/** All that the page knows but models. The same parts give the same data. */
export function encode({ atlas, judgements, surprises }: SiteParts): Omit<SiteFile, 'models' | 'modelsElsewhere'> {
  const { numbers, texts } = vocabularyOf(atlas);
  const table = stepTable(atlas.cases.flatMap(({ steps }) => steps));
  const keys = keysOf(judgements.map(({ claim }) => claim.source));
  const [foremost] = atlas.systems.toSorted(byRank);
  const judgementsOf = grouped(judgements, ({ scenario }) => scenario);
  return {
    systems: encodeSystems(atlas),
    steps: table.records,
    scenarios: atlas.scenarios.map((scenario) => {
      const labels = labelsInOrder(scenario.cases.map(({ steps }) => steps));
      const claims = (judgementsOf.get(scenario) ?? []).map((one) => claimRecord(one, labels, keys));
      return encodeScenario(atlas, scenario, table, claims, foremost);
    }),
    sources: Object.fromEntries(
      [...keys].flatMap(([id, key]): [string, SourceRecord][] => {
        const source = atlas.sources.get(id);
        return source === undefined ? [] : [[key, sourceRecord(source)]];
      }),
    ),
    surprises: [...surprises],
    numbers: numbers.filter(({ isMeasured }) => isMeasured),
    texts: texts.filter(({ isMeasured }) => isMeasured),
  };
}

function sourceRecord({ id, title, url, kind, at }: Source): SourceRecord {
  return at === undefined ? [id, title, url, kind] : [id, title, url, kind, at];
}
