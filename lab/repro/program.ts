import { describe } from '../facts/describe.ts';
import { factsPerStep } from '../facts/sighting.ts';
import type { Case, Scenario, Step } from '../scenario/case.ts';
import { word, words } from './arguments.ts';
import { ascii, blockComment, literal, stepComment } from './c-text.ts';
import type { Emit } from './emit.ts';
import { done, returned, told } from './emit.ts';
import { asking } from './emit-asking.ts';
import { connecting, connectPair } from './emit-connecting.ts';
import { moving } from './emit-moving.ts';
import type { Expectation } from './expectation.ts';
import { piecesFor } from './pieces.ts';
import type { Traits } from './piece.ts';
import { Scope } from './scope.ts';
import { stepWords } from './step-words.ts';

/** What a program is made from. */
export interface Request {
  case: Case;
  expectation: Expectation;
  /** Title, question and links, if it is a case of the catalogue. */
  scenario?: Pick<Scenario, 'title' | 'question' | 'links'>;
  /** The command that makes it again. */
  command: string;
}

/** Milliseconds that must be over before a timer is called late; the same as a plan's deadline. */
const lateFromMs = 300;

const emitters: ReadonlyMap<string, Emit> = new Map([...Object.entries(connecting), ...Object.entries(moving), ...Object.entries(asking)]);

/** The calls of a case that no program can make. */
export function unknownCalls({ steps }: Case): string[] {
  return steps.map(({ call }) => call).filter((call) => !emitters.has(call) && !own.has(call));
}

/** Calls that concern several parts of a program, and not one expression. */
const own = new Set(['connect-pair', 'fork', 'exit', 'exec', 'kill', 'await', 'interrupt', 'signal', 'signals']);

/**
 * One self-contained C program that makes the steps of a case, prints each outcome as it comes, and exits with 0 if they are as expected, 1 if not, and 2 if
 * what it rests on failed. It reads like a test written by hand: there is nothing in it that the case does not need.
 */
export function programOf({ case: theCase, expectation, scenario, command }: Request): string {
  const { steps } = theCase;
  const scope = new Scope(theCase);
  const facts = factsPerStep(theCase, expectation.outcomes);
  const main = new Body(scope);
  const others = new Map<string, Body>();
  const threads: string[] = [];
  scope.use('expect', 'finish');
  for (const [index, step] of steps.entries()) {
    const expected = expectation.outcomes[index] ?? '';
    const known = facts[index];
    const state = known === undefined || !worthSaying.has(step.does.kind) ? 'connected' : describe(known);
    const says = `${index + 1}. ${named(step)}${stepWords(step)}.${state === 'connected' ? '' : ` Before that: ${state}.`}`;
    main.comment(says);
    const title = `${index + 1}, ${literal(ascii(step.in === 'main' ? step.text : `${step.in}: ${step.text}`))}`;
    if (step.in === 'main') {
      emitStep(step, { scope, body: main, title, expected, threads, says });
      continue;
    }
    const body = others.get(step.in);
    if (body === undefined) throw new Error(`${theCase.id}: no process '${step.in}' has been made`);
    const process = scope.process(step.in);
    const asks = step.call === 'exit' ? 'end_process' : step.call === 'exec' ? 'exec_process' : 'ask';
    scope.use('announce', asks);
    main.line(`announce(${title});`, `expect(${asks}(&${process}), ${literal(expected)});`);
    body.comment(says);
    emitTurn(step, { scope, body, expected, threads, says });
  }
  function emitStep(step: Step, to: Target & { title: string }): void {
    if (step.call === 'connect-pair' && step.does.kind === 'makes pair') {
      to.body.line(connectPair(step.does.link, step.does.as, scope));
      return;
    }
    if (step.call === 'fork') {
      const name = word(step, 'as');
      const takes = words(step, 'takes');
      const child = new Body(scope);
      others.set(name, child);
      scope.use('announce', 'process');
      const moved = new Set(takes.map((one) => scope.fd(one)));
      const open = [...to.body.open];
      if (takes.length > 0) child.line(...open.filter((one) => !moved.has(one)).map((one) => `close(${one});`));
      for (const one of takes.length === 0 ? open : moved) child.open.add(one);
      to.body.line(
        `announce(${to.title});`,
        `expect(fork_process(&${scope.process(name)}, ${scope.process(name)}_steps), ${literal(to.expected)});`,
        ...[...moved].map((one) => `close(${one});`),
      );
      for (const one of moved) to.body.open.delete(one);
      return;
    }
    const emitted = expressionOf(step, to);
    to.body.timer(step);
    scope.use(emitted.isCall ? 'begin' : 'announce');
    to.body.line(
      `${emitted.isCall ? 'begin' : 'announce'}(${to.title});`,
      `expect(${late(step, emitted, scope)}, ${literal(to.expected)});`,
    );
    to.body.note(step);
  }
  function emitTurn(step: Step, to: Target): void {
    if (step.call === 'exit' || step.call === 'exec') {
      scope.use('process');
      to.body.line('wait_for_turn();');
      if (step.call === 'exec') to.body.line('set_alarm(0);', 'execlp("sleep", "sleep", "1000", (char *)NULL);');
      to.body.line(step.call === 'exit' ? '_exit(0);' : '_exit(127);');
      return;
    }
    const emitted = expressionOf(step, to);
    to.body.timer(step);
    scope.use('process', 'answer');
    to.body.line('wait_for_turn();', `answer(${late(step, emitted, scope)});`);
    to.body.note(step);
  }
  const processes = [...others.keys()].map((name) => scope.process(name));
  const hasTimers = main.hasTimer || [...others.values()].some(({ hasTimer }) => hasTimer);
  if (hasTimers) scope.use('allow');
  const pieces = piecesFor(scope.pieces);
  const traits: Traits = {
    threads: threads.length > 0,
    timers: hasTimers,
    choices: expectation.outcomes.some((outcome) => outcome.includes(' or ')),
    anyCount: expectation.outcomes.some((outcome) => /^n(\+|$)/.test(outcome)),
    signals: signalsIn(steps),
    processes,
    families: new Set(pieces.flatMap(({ family }) => family ?? [])),
  };
  const headers = new Set([...pieces.flatMap((piece) => piece.headers ?? []), ...scope.headers]);
  const killed = [...new Set(steps.flatMap((step) => (step.call === 'kill' ? [word(step, 'signal')] : [])))].filter(
    (one) => one !== 'SIGKILL',
  );
  const start = [
    ...['SIGALRM', ...traits.signals].map((signal) => `handle(${signal}, on_signal);`),
    ...killed.map((signal) => `handle(${signal}, SIG_DFL);`),
    ...(pieces.some(({ name }) => name === 'directory') ? ['make_directory();'] : []),
  ];
  const variables = [
    [...scope.made].length === 0 ? '' : `static int ${[...scope.made].map((name) => `${name} = -1`).join(', ')};`,
    ...[...scope.addresses].map((name) => `static struct address ${name};`),
    ...[...scope.files].map((name) => `static char ${name}[100];`),
    scope.bufferSize === 0 || !usesBuffer([main, ...others.values()]) ? '' : `static char buffer[${scope.bufferSize}];`,
  ].filter((line) => line !== '');
  return [
    headComment({ theCase, expectation, scenario, command, isThreaded: traits.threads }),
    '#define _GNU_SOURCE',
    [...headers]
      .toSorted()
      .map((header) => `#include <${header}>`)
      .join('\n'),
    '',
    ...[...scope.defines].map(
      ([name, value]) => `#ifndef ${name}\n#define ${name} ${value} /* on Linux; this C library does not know it */\n#endif\n`,
    ),
    `enum {
	SETTLE_MS = ${settleMs(theCase)},    /* what passes before each step, for the sockets to settle */
	DEADLINE_MS = 500${traits.timers ? '' : ' '} /* a call that has not returned after so long${traits.timers ? ', and after its timers,' : ''} "blocks" */
};`,
    '',
    ...interleave(pieces.map((piece) => piece.text(traits))),
    ...(variables.length === 0 ? [] : ['/* Descriptors have the names that they have in the steps. */', ...variables, '']),
    ...[...new Set(steps.flatMap((step) => (step.startedAs === undefined ? [] : [step.startedAs])))].map(
      (name) => `static struct started ${scope.started(name)};`,
    ),
    ...(threads.length === 0 ? [] : ['']),
    ...interleave(threads),
    ...interleave(
      [...others].map(
        ([name, body]) =>
          `/* The steps of the process "${name}", each when it is its turn. */\nstatic void ${scope.process(name)}_steps(void)\n{\n${body.text()}\n}`,
      ),
    ),
    'int main(void)',
    '{',
    ...start.map((line) => `\t${line}`),
    '',
    main.text(),
    '',
    '\treturn finish();',
    '}',
    '',
  ].join('\n');
}

/** Where a step is written. */
interface Target {
  scope: Scope;
  body: Body;
  expected: string;
  threads: string[];
  says: string;
}

/** The statements of one process. */
class Body {
  /** Descriptors that are open in it, by their names in C. */
  readonly open = new Set<string>();
  hasTimer = false;
  readonly #scope: Scope;
  readonly #lines: string[] = [];
  #timerMs = 0;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  line(...lines: string[]): void {
    for (const line of lines) this.#lines.push(`\t${line}`);
    for (const one of this.#scope.takeMade()) this.open.add(one);
  }

  comment(text: string): void {
    if (this.#lines.length > 0) this.#lines.push('');
    this.#lines.push(stepComment(text, '\t'));
  }

  /** The longest timer that may end a step, where it is another than before. */
  timer({ timerMs = 0 }: Step): void {
    if (timerMs === this.#timerMs) return;
    this.#timerMs = timerMs;
    this.hasTimer = true;
    this.line(`timer_ms = ${timerMs};`);
  }

  /** What is no longer open after a step. */
  note(step: Step): void {
    if (step.does.kind === 'closes' && step.startedAs === undefined) this.open.delete(this.#scope.fd(step.does.fd));
  }

  text(): string {
    return this.#lines.join('\n');
  }
}

/** The expression of a step, or of the start of one. */
function expressionOf(step: Step, { scope, expected, threads }: Target): ReturnType<Emit> {
  if (step.startedAs !== undefined) {
    const { startedAs: _, ...call } = step;
    const emitted = emitterOf(step.call)(call, scope, false);
    const name = scope.started(step.startedAs);
    const buffer = /\bbuffer\b/.test(emitted.outcome) ? [`\tstatic char buffer[${Math.max(1, sizeOf(step))}];\n`] : [];
    threads.push(
      `/* In a thread: ${ascii(step.text).replaceAll('*/', '* /')} */\nstatic void *make_${name}(void *unused)\n{\n${buffer.join('')}\n\t(void)unused;\n\treturn is_over(&${name}, ${emitted.outcome});\n}`.replace(
        '{\n\n\t(void)',
        '{\n\t(void)',
      ),
    );
    scope.use('started');
    return done(`start(&${name}, make_${name})`);
  }
  return emitterOf(step.call)(step, scope, / (?:"|0x)/.test(expected));
}

/** How long the buffer of a started call has to be. */
function sizeOf({ does }: Step): number {
  return does.kind === 'reads' ? does.most : 1;
}

function emitterOf(call: string): Emit {
  const emit = emitters.get(call) ?? special[call];
  if (emit === undefined) throw new Error(`There is no C for the call '${call}'.`);
  return emit;
}

const special: Record<string, Emit> = {
  kill: (step, scope) => told(scope, 'kill_process', `kill_process(&${scope.process(word(step, 'process'))}, ${word(step, 'signal')})`),
  await: (step, scope) => {
    scope.use('await_call');
    return done(`await_call(&${scope.started(word(step, 'of'))})`);
  },
  interrupt: (step, scope) => {
    scope.use('interrupt');
    return returned(scope, `interrupt(&${scope.started(word(step, 'of'))}, ${word(step, 'signal')})`);
  },
  signal: (step, scope) => {
    scope.use('set_signal');
    const handler = { default: 'SIG_DFL', ignore: 'SIG_IGN' }[word(step, 'action')] ?? 'on_signal';
    return done(`set_signal(${word(step, 'signal')}, ${handler})`);
  },
  signals: (_, scope) => {
    scope.use('noted_signals');
    return done('noted_signals()');
  },
};

function late(step: Step, { outcome, canBeLate }: ReturnType<Emit>, scope: Scope): string {
  if (!canBeLate || (step.timerMs ?? 0) < lateFromMs) return outcome;
  scope.use('late');
  return `late(${outcome})`;
}

/** What the state before a step is worth telling of. */
const worthSaying = new Set([
  'reads',
  'writes',
  'fills',
  'drains',
  'shuts',
  'closes',
  'accepts',
  'connects',
  'takes error',
  'asks',
  'polls',
  'polls queue',
  'awaits',
]);

/** An author's own label of a step; one that only repeats the call says nothing. */
function named({ label, call, text }: Step): string {
  const plain = label.replace(/ #[0-9]+$/, '');
  const isPlain = plain === text || plain === call || plain.startsWith(`${call} `);
  return isPlain ? '' : `(${ascii(plain)}) `;
}

function signalsIn(steps: readonly Step[]): string[] {
  const found = new Set<string>();
  for (const step of steps) {
    if (step.does.kind === 'writes' || step.does.kind === 'fills') found.add('SIGPIPE');
    if (step.call === 'set-async') for (const signal of ['SIGURG', 'SIGIO']) found.add(signal);
    if (step.call === 'signal' || step.call === 'interrupt') found.add(word(step, 'signal'));
    if (step.call === 'fork') found.add('SIGPIPE');
  }
  return ['SIGPIPE', 'SIGURG', 'SIGIO', 'SIGUSR1'].filter((signal) => found.has(signal));
}

/** MPTCP hands the end of a connection to workers of the kernel, on both sides. */
function settleMs({ steps }: Case): number {
  return steps.some(({ does }) => does.kind === 'makes pair' && does.link === 'mptcp4') ? 60 : 20;
}

function usesBuffer(bodies: readonly Body[]): boolean {
  return bodies.some((body) => /\bbuffer\b/.test(body.text()));
}

function interleave(texts: readonly string[]): string[] {
  return texts.flatMap((text) => [text, '']);
}

function headComment(about: {
  theCase: Case;
  expectation: Expectation;
  scenario: Request['scenario'];
  command: string;
  isThreaded: boolean;
}): string {
  const { theCase, expectation, scenario, command, isThreaded } = about;
  const { steps } = theCase;
  const width = Math.min(52, Math.max(...steps.map((step) => textOf(step).length)));
  return blockComment([
    scenario === undefined ? theCase.id : `${theCase.id}: ${ascii(scenario.title)}`,
    ...(scenario === undefined ? [] : ['', ascii(scenario.question)]),
    '',
    ...steps.map((step, index) => ` ${String(index + 1).padStart(2)}. ${textOf(step).padEnd(width)}  ${expectation.outcomes[index] ?? ''}`),
    '',
    `Expected are the outcomes of ${ascii(expectation.whose)}.`,
    ...(expectation.others.length === 0 ? [] : ['Other systems differ:', ...expectation.others.map((other) => `- ${ascii(other)}`)]),
    ...(scenario?.links ?? []).map((link) => `See ${link}`),
    '',
    `Build: cc -Wall -Wextra -O2${isThreaded ? ' -pthread' : ''} -o repro repro.c`,
    'Exit status: 0 if every outcome is as expected, 1 if one is not, 2 if what it rests on failed.',
    `Made by sockatlas: ${command}`,
  ]);
}

function textOf(step: Step): string {
  return ascii(step.in === 'main' ? step.text : `${step.in}: ${step.text}`);
}
