import type { Case, MatrixValue, Scenario } from '../scenario/case.ts';

/**
 * What distinguishes these cases from the scenario's others, in matrix values: `unix-pair, unix-path; how: close`. Cases that are no product of values
 * are several products, or a list of ids, whichever is shorter. Plain text.
 */
export function whereText(scenario: Scenario, cases: readonly Case[]): string {
  const whole = productText(scenario, cases);
  if (whole !== undefined) return whole;
  const ids = cases.map((theCase) => theCase.id.slice(scenario.id.length + 1)).join(', ');
  return dimensionsOf(scenario)
    .map((dimension) => splitText(scenario, cases, dimension))
    .reduce<string>((best, text) => (text !== undefined && text.length < best.length ? text : best), ids);
}

/** More than this in a sentence is no longer read. */
const mostWhere = 120;

/** The same for a sentence: where it would be a long list, only how many cases these are. Plain text. */
export function whereShort(scenario: Scenario, cases: readonly Case[]): string {
  const text = whereText(scenario, cases);
  return text.length <= mostWhere ? text : `${cases.length} of ${scenario.cases.length} cases`;
}

/** The values of all dimensions that matter, if the cases are all those that have them; those excluded from the matrix do not count. */
function productText(scenario: Scenario, cases: readonly Case[]): string | undefined {
  const dimensions = dimensionsOf(scenario);
  const used = dimensions.map((dimension) => {
    const all = scenario.matrix[dimension] ?? [];
    return { dimension, all, values: all.filter((value) => cases.some((theCase) => theCase.matrix[dimension] === value)) };
  });
  const product = scenario.cases.filter((theCase) =>
    used.every(({ dimension, values }) => values.includes(theCase.matrix[dimension] as MatrixValue)),
  );
  if (product.length !== cases.length) return undefined;
  const limited = used.filter(({ all, values }) => values.length < all.length || dimensions.length === 1);
  return limited
    .map(({ dimension, values }) => `${dimension === 'link' ? '' : `${dimension}: `}${values.map(String).join(', ')}`)
    .join('; ');
}

/** The cases as one product for each set of values of this dimension that occur with the same rest; nothing if that does not divide them into products. */
function splitText(scenario: Scenario, cases: readonly Case[], dimension: string): string | undefined {
  const byValue = new Map<MatrixValue | undefined, Case[]>();
  for (const theCase of cases) byValue.set(theCase.matrix[dimension], [...(byValue.get(theCase.matrix[dimension]) ?? []), theCase]);
  const alike = new Map<string, Case[]>();
  for (const own of byValue.values()) {
    const rest = JSON.stringify(own.map(({ matrix }) => Object.entries(matrix).filter(([name]) => name !== dimension)));
    alike.set(rest, [...(alike.get(rest) ?? []), ...own]);
  }
  const texts = [...alike.values()].map((own) => productText(scenario, own));
  return texts.every((text) => text !== undefined) ? texts.join(' or ') : undefined;
}

function dimensionsOf(scenario: Scenario): string[] {
  return Object.keys(scenario.matrix).filter((dimension) => (scenario.matrix[dimension]?.length ?? 0) > 1);
}
