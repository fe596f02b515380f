import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Experience, type Answer, type Ask } from './experience.ts';
import { EndlessMachine, learn } from './learner.ts';
import { canonical, outputsOf, transitionOf, type Mealy, type Word } from './mealy.ts';
import { noRules, type Rules } from './rules.ts';

const letters = 3;

/** Any complete machine: what is not reachable or not minimal is left out before it is compared. */
const machineOf = (most: number): fc.Arbitrary<Mealy> =>
  fc.integer({ min: 1, max: most }).chain((count) =>
    fc
      .array(
        fc.array(fc.record({ output: fc.constantFrom('0', '1', 'EOF'), next: fc.nat({ max: count - 1 }) }), {
          minLength: letters,
          maxLength: letters,
        }),
        { minLength: count, maxLength: count },
      )
      .map((states) => ({ letters, states })),
  );

const anyMachine = machineOf(9);

/** The smallest machine that behaves alike, by a plain fixpoint: a second opinion on what the learner finds. */
function smallest(machine: Mealy): Mealy {
  let classes = machine.states.map(() => 0);
  for (let count = 0; new Set(classes).size !== count;) {
    count = new Set(classes).size;
    const keys = machine.states.map((row) =>
      JSON.stringify(row.map((transition) => transition && [transition.output, classes[transition.next]])),
    );
    classes = keys.map((key) => keys.indexOf(key));
  }
  return canonical({
    letters: machine.letters,
    states: machine.states.map((row) =>
      row.map((transition) => transition && { output: transition.output, next: classes[transition.next] ?? 0 }),
    ),
  });
}

function askOf(machine: Mealy): Ask {
  return async (words) => words.map((word) => certain(outputsOf(machine, word).map((output) => output ?? '-')));
}

const certain = (outputs: string[]): Answer => ({ traces: [{ outputs, count: 2 }] });

/** Random numbers that are the same in each run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** Answers as the machine does, but each trial goes wrong from some letter on with this probability. */
function noisyAskOf(machine: Mealy, probability: number, seed: number): Ask {
  const random = generator(seed);
  const one = (word: Word): string[] => {
    const outputs = outputsOf(machine, word).map(String);
    const from = random() < probability ? Math.floor(random() * word.length) : word.length;
    return outputs.map((output, index) => (index < from ? output : 'noise'));
  };
  return async (words, care) =>
    words.map((word) => ({
      traces: Array.from({ length: care === 'careful' ? 20 : 1 }, () => ({ outputs: one(word), count: 1 })),
    }));
}

const options = { extra: 1, mostStates: 50 };

test('the smallest machine that behaves as the system does is found, whatever it is', async () => {
  await fc.assert(
    // As many extra states as the machine can have: then the conformance suite proves it.
    fc.asyncProperty(machineOf(4), async (machine) => {
      const learned = await learn(new Experience(letters, noRules, askOf(machine)), { ...options, extra: 3 });
      expect(learned).toEqual(smallest(machine));
    }),
    { numRuns: 100 },
  );
});

test('whatever is larger than what was found is larger by more than the bound', async () => {
  await fc.assert(
    fc.asyncProperty(machineOf(12), async (machine) => {
      const learned = await learn(new Experience(letters, noRules, askOf(machine)), options);
      const truth = smallest(machine);
      if (truth.states.length <= learned.states.length + 1) expect(learned).toEqual(truth);
    }),
    { numRuns: 100 },
  );
});

test('trials that go wrong now and then do not change what is found', async () => {
  await fc.assert(
    fc.asyncProperty(machineOf(4), fc.nat(), async (machine, seed) => {
      const learned = await learn(new Experience(letters, noRules, noisyAskOf(machine, 0.01, seed)), { ...options, extra: 3 });
      expect(learned).toEqual(smallest(machine));
    }),
    { numRuns: 60, seed: 7 },
  );
});

test('no word is asked twice, nor the beginning of one that was answered', async () => {
  await fc.assert(
    fc.asyncProperty(anyMachine, async (machine) => {
      const answered = new Set<string>();
      const ask: Ask = async (words, care) => {
        if (care === 'quick') for (const word of words) expect(answered.has(word.join(' '))).toBe(false);
        for (const word of words) word.forEach((_, index) => answered.add(word.slice(0, index + 1).join(' ')));
        return askOf(machine)(words, care);
      };
      await learn(new Experience(letters, noRules, ask), options);
    }),
    { numRuns: 60 },
  );
});

test('an output that varies is learned as the set of its outcomes', async () => {
  const ask: Ask = async (words) =>
    words.map((word) => ({
      traces: ['EOF', 'ECONNRESET'].map((outcome) => ({
        outputs: word.map((letter) => (letter === 1 ? outcome : '0')),
        count: 6,
      })),
    }));
  const learned = await learn(new Experience(2, noRules, ask), options);
  expect(learned.states).toEqual([
    [
      { output: '0', next: 0 },
      { output: 'ECONNRESET or EOF', next: 0 },
    ],
  ]);
});

test('an answer that is missing is asked for again and never guessed', async () => {
  const machine: Mealy = { letters: 1, states: [[{ output: '1', next: 1 }], [{ output: '2', next: 1 }]] };
  let count = 0;
  const ask: Ask = async (words, care) => {
    count++;
    if (count % 2 === 1) return words.map(() => ({ traces: [] }));
    return askOf(machine)(words, care);
  };
  expect(await learn(new Experience(1, noRules, ask), options)).toEqual(machine);
  await expect(learn(new Experience(1, noRules, async (words) => words.map(() => ({ traces: [] }))), options)).rejects.toThrow(
    'never answered',
  );
});

/** Letter 0 closes: after it, nothing can be asked but letter 2. */
const closing: Rules<boolean> = {
  start: false,
  allows: (closed, letter) => !closed || letter === 2,
  after: (closed, letter) => closed || letter === 0,
};

test('what cannot be asked is not asked, and has no transition', async () => {
  await fc.assert(
    fc.asyncProperty(anyMachine, async (machine) => {
      const ask: Ask = async (words, care) => {
        for (const word of words) expect(word.slice(word.indexOf(0) + 1).every((letter) => !word.includes(0) || letter === 2)).toBe(true);
        return askOf(machine)(words, care);
      };
      const learned = await learn(new Experience(letters, closing, ask), { ...options, extra: 2 });
      const closed = transitionOf(learned, 0, 0)?.next ?? -1;
      expect(learned.states[closed]?.map((transition) => transition !== undefined)).toEqual([false, false, true]);
    }),
    { numRuns: 60 },
  );
});

test('a letter that can be asked only after some outcome is asked exactly then', async () => {
  // Letter 0 succeeds at the second try; letter 1 needs it.
  const rules: Rules<boolean> = {
    start: false,
    allows: (made, letter) => (letter === 0 ? !made : made),
    after: (made, letter, output) => made || (letter === 0 && (output === undefined || output === 'done')),
  };
  const machine: Mealy = {
    letters: 2,
    states: [
      [{ output: 'EAGAIN', next: 1 }, undefined],
      [{ output: 'done', next: 2 }, undefined],
      [undefined, { output: '1', next: 2 }],
    ],
  };
  const learned = await learn(new Experience(2, rules, askOf(machine)), options);
  expect(learned).toEqual(machine);
});

test('a machine without end is given up, with the words that grow', async () => {
  const ask: Ask = async (words) => words.map((word) => certain(word.map((_, index) => String(index))));
  const learning = learn(new Experience(1, noRules, ask), { extra: 1, mostStates: 5 });
  await expect(learning).rejects.toThrow(EndlessMachine);
  await expect(learning).rejects.toMatchObject({
    growing: [
      [0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ],
  });
});

test('beginning with what is known of a machine that behaves alike takes one round to learn, and one to confirm', async () => {
  const machine: Mealy = {
    letters: 2,
    states: [
      [
        { output: '0', next: 1 },
        { output: 'a', next: 0 },
      ],
      [
        { output: '0', next: 2 },
        { output: 'a', next: 0 },
      ],
      [
        { output: '1', next: 2 },
        { output: 'b', next: 0 },
      ],
    ],
  };
  const { suite } = await import('./conformance.ts');
  const experience = new Experience(2, noRules, askOf(machine));
  expect(await learn(experience, { extra: 1, mostStates: 50, seeds: suite(machine, 1) })).toEqual(machine);
  expect(experience.rounds).toBe(2);
});
