import { createHash } from 'node:crypto';
import { checkCall } from './check-call.ts';
import type { CheckedCall } from './check-call.ts';
import { list } from './call.ts';
import type { Case, Step } from './case.ts';
import { replaceDollars, usesOf } from './dollar.ts';
import type { ScenarioFile } from './file-schema.ts';
import type { Finding } from './issues.ts';
import { labelSteps } from './label.ts';
import { limits } from './limits.ts';
import { choiceId, choices, condition, matches, project } from './matrix.ts';
import type { Choice } from './matrix.ts';
import { Scene } from './scene.ts';
import type { Complain } from './scene.ts';
import { Timers } from './timers.ts';

/** A step with its arguments checked, for the choices that it was checked for. */
interface ResolvedStep extends CheckedCall {
  index: number;
}

/** A step with something wrong in it, which has been reported. Nothing can be said of the names in it. */
interface BrokenStep {
  index: number;
  names: string[];
}

/** Finds out what is wrong, and for which choices: one finding for all of them. */
class Findings {
  readonly #found = new Map<string, { finding: Finding; choices: Choice[] }>();

  add(finding: Finding, choice: Choice): void {
    // What the second sentence suggests can differ from case to case; it is the same finding.
    const [sentence] = finding.message.split(/(?<=[.!?]) /, 1);
    const key = JSON.stringify([finding.path.map(String), sentence]);
    const entry = this.#found.get(key) ?? { finding, choices: [] };
    entry.choices.push(choice);
    if (finding.message.length > entry.finding.message.length) entry.finding = finding;
    this.#found.set(key, entry);
  }

  /** `all`: the choices that were looked at. */
  list(all: readonly Choice[]): Finding[] {
    return [...this.#found.values()].map(({ finding, choices: some }) => ({
      ...finding,
      message: withCondition(finding.message, condition(some, all)),
    }));
  }
}

/**
 * Expands a scenario's matrix into its cases, and finds what is wrong with its steps: first each step by the schema of its call, then all steps
 * of each case for their meaning. Cases with something wrong are left out.
 */
export function expand(id: string, file: Pick<ScenarioFile, 'matrix' | 'exclude' | 'steps'>): { cases: Case[]; findings: Finding[] } {
  const all = choices(file.matrix).filter((choice) => !file.exclude.some((exclusion) => matches(choice, exclusion.with)));
  const resolved = file.steps.map((step, index) => resolveStep(step, index, all));
  const found = new Findings();
  const cases = all.flatMap((choice) => {
    const steps = resolved.map((step, index) => step.at(choice) ?? { index, names: scalarsOf(replaceDollars(file.steps[index], choice)) });
    const built = buildSteps(steps, (finding) => found.add(finding, choice));
    return built === undefined ? [] : [makeCase(id, choice, built)];
  });
  return { cases, findings: [...resolved.flatMap((step) => step.findings), ...found.list(all)] };
}

/** Checks one step for every choice of the dimensions that it uses, and no oftener: most steps use none or one. */
function resolveStep(step: ScenarioFile['steps'][number], index: number, all: readonly Choice[]) {
  const dimensions = [...new Set(usesOf(step).map((use) => use.name))];
  const keyOf = (choice: Choice) => (dimensions.length === 0 ? '' : JSON.stringify(dimensions.map((name) => choice[name])));
  const distinct = new Map<string, Choice>();
  for (const choice of all) {
    const key = keyOf(choice);
    if (!distinct.has(key)) distinct.set(key, project(choice, dimensions));
  }
  const found = new Findings();
  const resolved = new Map<string, ResolvedStep>();
  for (const [key, choice] of distinct) {
    const result = checkCall(replaceDollars(step, choice), ['steps', index]);
    if ('call' in result) resolved.set(key, { index, ...result });
    else for (const finding of result.findings) found.add(finding, choice);
  }
  return {
    at: (choice: Choice) => resolved.get(keyOf(choice)),
    findings: found.list([...distinct.values()]),
  };
}

/** Plays a case's steps through, and writes their lines. Nothing if something is wrong. */
function buildSteps(all: readonly (ResolvedStep | BrokenStep)[], report: (finding: Finding) => void): Step[] | undefined {
  const steps = all.filter((step) => 'call' in step);
  const unclear = new Set(all.flatMap((step) => ('names' in step ? step.names : [])));
  const scene = new Scene();
  const timers = new Timers();
  let good = steps.length === all.length;
  const wrong = (finding: Finding) => {
    good = false;
    report(finding);
  };
  const labels = labelSteps(steps, wrong);
  const built = steps.map(({ index, call, args, text, does }, at): Step => {
    const complain: Complain = (argument, message, hint) => {
      const named = argument === undefined ? undefined : args[argument];
      if (list(named).some((name) => unclear.has(String(name)))) return;
      wrong({ path: named === undefined || argument === undefined ? ['steps', index] : ['steps', index, argument], message, hint });
    };
    const { process } = scene.perform(call, args, complain);
    const timerMs = timers.perform(call, args, scene.numbers, complain);
    const words = call.words(args, scene.numbers);
    const started = args.async === undefined ? '-' : scene.numbers.async(args.async);
    const line = ['step', scene.numbers.process(process), started, call.planName(args), ...words].join(' ');
    if (line.length > limits.lineBytes) {
      const message = `This step makes a line of ${line.length} bytes in the plan; it can have ${limits.lineBytes}.`;
      wrong({ path: ['steps', index], message });
    }
    const startedAs = args.async === undefined ? {} : { startedAs: args.async };
    const show = args.show === undefined ? {} : { show: args.show };
    const timer = timerMs > 0 ? { timerMs } : {};
    return { label: labels[at] ?? '', call: call.name, args, text, in: process, line, does, ...startedAs, ...show, ...timer };
  });
  for (const name of scene.neverAwaited()) {
    const index = steps.find(({ args }) => args.async === name)?.index;
    if (index === undefined || unclear.has(name)) continue;
    const message = `'${name}' is never awaited: what it gave would not be seen.`;
    wrong({ path: ['steps', index, 'async'], message, hint: `Add a step: { call: await, of: ${name} }` });
  }
  return good ? built : undefined;
}

/** Every text in a value: of a broken step, the names that it might have made, ended or awaited. */
function scalarsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(scalarsOf) : [];
}

function makeCase(scenario: string, matrix: Choice, steps: Step[]): Case {
  const suffix = choiceId(matrix);
  return { id: suffix === '' ? scenario : `${scenario}/${suffix}`, scenario, matrix, steps, hash: hashOf(steps) };
}

function hashOf(steps: readonly Step[]): string {
  const lines = steps.flatMap((step) => (step.timerMs === undefined ? [step.line] : [`timer ${step.timerMs}`, step.line])).join('\n');
  return createHash('sha256').update(lines).digest('hex').slice(0, 16);
}

/** Puts the condition before the first sentence's full stop. */
function withCondition(message: string, text: string): string {
  return text === '' ? message : message.replace(/([.!?:])(?= |$)/, `${text}$1`);
}
