import type { ScenarioRecord, SiteFile, SystemRecord } from './site-file.ts';

/**
 * The data as JSON, one record a line. Less-than signs are written as escapes, so that no text in it can end the element that it stands in; so are the two
 * characters that JSON allows in strings and scripts do not.
 */
export function print({ systems, steps, scenarios, sources, ...lists }: SiteFile): string {
  return [
    '{"systems":[',
    systems.map(systemText).join(',\n'),
    '],"steps":{',
    entries(steps),
    '},"scenarios":[',
    scenarios.map(scenarioText).join(',\n'),
    '],"sources":{',
    entries(sources),
    '}',
    ...Object.entries(lists).map(([name, list]) => `,${text(name)}:[\n${list.map((one) => text(one)).join(',\n')}]`),
    '}',
  ].join('\n');
}

function systemText([id, identity, provenance, like, known, shows]: SystemRecord): string {
  return `[${[id, identity, provenance, like].map((one) => text(one)).join(',')},[${known.map((one) => text(one)).join(',\n')}],{\n${entries(shows)}}]`;
}

function scenarioText([head, steps, outcomes, ways, cases, claims]: ScenarioRecord): string {
  return `[${[head, steps, outcomes, ways, cases].map((one) => text(one)).join(',\n')},\n[${claims.map((one) => text(one)).join(',\n')}]]`;
}

function entries(record: Record<string, unknown>): string {
  return Object.entries(record)
    .map(([key, value]) => `${text(key)}:${text(value)}`)
    .join(',\n');
}

function text(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
