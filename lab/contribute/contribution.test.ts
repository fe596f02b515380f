import { expect, test } from 'vitest';
import type { Places } from '../root.ts';
import { readCatalogue } from './catalogue.ts';
import { contributionsOf, type Contribution, type Yardstick } from './contribution.ts';
import { bothPacings, type DocumentOptions, documentOf, makeCheckout, tenTimes } from './fixture.ts';
import { readSubmission } from './submission.ts';

/** Judges a document by the checkout that made it, or by what `yardstick` says instead. */
async function judged(options: DocumentOptions = {}, yardstick: Partial<Yardstick> = {}): Promise<Contribution | string> {
  const checkout = await makeCheckout();
  const submission = readSubmission(await documentOf(checkout, options));
  if ('refused' in submission) throw new Error(`the document was not even read: ${submission.refused}`);
  const contributions = contributionsOf(submission, { ...(await yardstickOf(checkout, submission)), ...yardstick });
  if ('refused' in contributions) return contributions.refused;
  expect(contributions).toHaveLength(1);
  return contributions[0] as Contribution;
}

async function yardstickOf(checkout: Places, submission: ReturnType<typeof readSubmission>): Promise<Yardstick> {
  if (!('document' in submission)) throw new Error('not of a kit');
  const { kit, compiled } = submission.document;
  // A test may have changed what the document says of its agent; the checkout's own is what the good document says.
  const good = readSubmission(await documentOf(checkout));
  const own = 'document' in good ? good.document : undefined;
  return {
    catalogue: await readCatalogue(checkout),
    agentHash: own?.kit.agent ?? kit.agent,
    agentSum: own?.compiled.source ?? compiled.source,
    today: '2026-11-22',
  };
}

test('a good document becomes a run with all of its cases', async () => {
  const one = await judged();
  expect(one).toMatchObject({
    run: { date: '2026-11-20', how: 'kit', identity: { sysname: 'FreeBSD' }, details: { compiled: 'cc -std=c99 -O2' } },
    stale: [],
    unknown: [],
    notes: [],
  });
  expect(Object.keys((one as Contribution).observations)).toEqual([
    'peer-close/tcp4',
    'peer-close/unix-pair',
    'peer-gone/tcp4',
    'peer-gone/unix-pair',
  ]);
});

test('a run that did not come to its end keeps the cases that it has, and says so', async () => {
  const one = await judged({
    traces: { 'peer-close/tcp4': bothPacings('done', '0', 'EOF') },
    change: (document) => document.observations.pop(),
  });
  expect(one).toMatchObject({ notes: ['The run did not come to its end: 1 of 4 cases are there.'] });
});

test('a case that is measured in another way today is stale, and kept', async () => {
  const one = await judged({ change: (document) => (document.observations[1].hash = 'ffffffffffffffff') });
  expect(one).toMatchObject({ stale: ['peer-close/tcp4'], observations: { 'peer-close/tcp4': { hash: 'ffffffffffffffff' } } });
});

test('a case that is not in the catalogue is named and left out', async () => {
  const traces = { 'peer-close/tcp4': bothPacings('EOF'), 'own-scenario/tcp4': bothPacings('EOF') };
  const one = await judged({ traces });
  expect(one).toMatchObject({ unknown: ['own-scenario/tcp4'] });
  expect(Object.keys((one as Contribution).observations)).toEqual(['peer-close/tcp4']);
});

test('a kit of an older catalogue is noted', async () => {
  const one = await judged({ change: (document) => (document.kit.catalogue = '0000000000000000') });
  expect(one).toMatchObject({ notes: ['Its kit was made for another version of the catalogue: npm run lab -- kit makes a new one.'] });
});

test('an older agent is noted', async () => {
  const one = await judged({}, { agentHash: 'b'.repeat(64) });
  expect(one).toMatchObject({ notes: [expect.stringMatching('It was measured by another version of the agent') as string] });
});

test.each<[string, DocumentOptions, RegExp]>([
  ['is of scenarios that are not here', { traces: { 'own/tcp4': bothPacings('EOF') } }, /holds no case of this catalogue/],
  ['says that another agent ran', { change: (document) => (document.observations[0].agent.source = 'c'.repeat(64)) }, /contradicts itself/],
  ['was measured by changed source', { change: (document) => (document.compiled.source = '1 2') }, /measured by a changed agent/],
  ['comes from the future', { change: (document) => (document.date = '2026-11-24') }, /still to come/],
  ['has an outcome that is none', { traces: { 'peer-close/tcp4': bothPacings('gibberish') } }, /is wrong in its observations: .*gibberish/],
  [
    'has more outcomes than steps',
    { traces: { 'peer-close/tcp4': bothPacings('0', '0', '0', '0') } },
    /more outcomes than its case has steps/,
  ],
  [
    'has bytes of no step',
    { traces: { 'peer-close/tcp4': [{ ...tenTimes('back-to-back', '0'), bytes: { '7': '61' } }] } },
    /bytes of peer-close\/tcp4 for step 7/,
  ],
  [
    'has more trials than were asked for',
    { traces: { 'peer-close/tcp4': [{ ...tenTimes('back-to-back', '0'), count: 11 }] } },
    /more trials of peer-close\/tcp4/,
  ],
  ['has more cases than the kit', { change: (document) => (document.kit.cases = 2) }, /has 4 cases, and the kit had 2/],
  ['has no header', { change: (document) => document.observations.shift() }, /the agent's header comes first/],
  ['has a record that is none', { change: (document) => document.observations.splice(1, 0, null) }, /wrong in its observations/],
  ['has a case twice', { change: (document) => document.observations.splice(1, 0, document.observations[1]) }, /second record of its case/],
  ['has a case with a name that is none', { traces: { '../../etc/passwd': bothPacings('EOF') } }, /cannot be the name of one/],
  ['speaks another protocol', { change: (document) => (document.observations[0].protocol = 9) }, /speaks protocol 9/],
])('a document that %s is refused', async (_, options, reason) => {
  expect(await judged(options)).toMatch(reason);
});

test('gVisor, which calls itself Linux, is filed as gVisor', async () => {
  const identity = {
    sysname: 'Linux',
    release: '4.4.0',
    version: '#1 SMP Sun Jan 10 15:06:54 PST 2016',
    libc: { name: 'glibc', version: '2.36' },
  };
  expect(await judged({ identity })).toMatchObject({
    run: { declared: { system: { name: 'gVisor' } }, identity: { sysname: 'Linux' } },
    notes: ['It calls itself Linux 4.4.0, and is gVisor: filed as that, marked as declared.'],
  });
});

test("an agent's own observations are taken in as they are, and say under which day they are filed", async () => {
  const checkout = await makeCheckout();
  const kit = readSubmission(await documentOf(checkout));
  if (!('document' in kit)) throw new Error('not of a kit');
  const lines = kit.document.observations.map((record) => JSON.stringify(record));
  const submission = readSubmission(Buffer.from(`${lines.join('\n')}\n`));
  if ('refused' in submission) throw new Error(submission.refused);
  const yardstick = await yardstickOf(checkout, kit);
  const [one] = contributionsOf(submission, yardstick) as Contribution[];
  expect(one).toMatchObject({
    run: { date: '2026-11-22', how: 'observations', identity: { sysname: 'FreeBSD' } },
    stale: [],
    notes: ['An agent does not say when it ran: filed under today, 2026-11-22.'],
  });
  expect(Object.keys(one?.observations ?? {})).toHaveLength(4);

  // One that was cut off in the middle of a line has lost what came after it, and nothing else.
  const cut = readSubmission(Buffer.from(lines.join('\n').slice(0, -(lines.at(-1) ?? '').length - 20)));
  if ('refused' in cut) throw new Error(cut.refused);
  const [half] = contributionsOf(cut, yardstick) as Contribution[];
  expect(half?.notes).toContain('The run did not come to its end: 3 cases are there.');

  const broken = readSubmission(Buffer.from(`${lines[0]}\nnot a record\n${lines[1]}\n`));
  expect(broken).toEqual({ refused: 'is wrong in line 2: an agent writes one JSON document a line' });
});
