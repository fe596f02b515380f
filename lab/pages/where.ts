import { grouped } from '../grouped.ts';
import type { Case, MatrixValue, Scenario } from '../scenario/case.ts';

/**
 * What distinguishes these cases from the scenario's others, in matrix values: `unix-pair, unix-path; how: close`. Cases that are no product of values
 * are several products, as few as dividing them by one dimension after the other makes. Plain text.
 */
export function whereText(scenario: Scenario, cases: readonly Case[]): string {
  return productsOf(scenario, cases, dimensionsOf(scenario)).join(' or ');
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

/** Products that have just these cases, found by dividing them along the dimensions; of all orders of those one that makes the shortest text. */
function productsOf(scenario: Scenario, cases: readonly Case[], dimensions: readonly string[]): string[] {
  const whole = productText(scenario, cases);
  if (whole !== undefined) return [whole];
  let best: string[] | undefined;
  for (const dimension of dimensions) {
    const rest = dimensions.filter((other) => other !== dimension);
    const parts = divided(cases, dimension, rest);
    if (parts.length === 1 && dimensions.length > 1) continue;
    const texts = parts.flatMap((own) => productsOf(scenario, own, rest));
    if (best === undefined || texts.join().length < best.join().length) best = texts;
  }
  return best ?? cases.map(({ id }) => id.slice(scenario.id.length + 1));
}

/** The cases by their value of a dimension; values that occur with the same rest stay together. */
function divided(cases: readonly Case[], dimension: string, rest: readonly string[]): Case[][] {
  const byValue = grouped(cases, ({ matrix }) => matrix[dimension]);
  const alike = grouped(byValue.values(), (own) =>
    own.map(({ matrix }) => rest.map((name) => String(matrix[name])).join('\n')).join('\n\n'),
  );
  return [...alike.values()].map((own) => own.flat());
}

function dimensionsOf(scenario: Scenario): string[] {
  return Object.keys(scenario.matrix).filter((dimension) => (scenario.matrix[dimension]?.length ?? 0) > 1);
}
