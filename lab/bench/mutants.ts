/** A mistake that could be made in a file, and the tests that are to notice it. */
export interface Mutant {
  /** Below `lab/`, as are the tests. */
  file: string;
  /** Stands in the file once. */
  from: string;
  to: string;
  tests: string[];
}

const of = (file: string, tests: string[], changes: [from: string, to: string][]): Mutant[] =>
  changes.map(([from, to]) => ({ file, from, to, tests }));

/** Mistakes made by hand in what is computed from results, at places where each would make a report say what is not so. */
export const mutants: readonly Mutant[] = [
  ...of(
    'atlas/agree.ts',
    ['atlas/agree.test.ts', 'atlas/two-runs.test.ts'],
    [
      ["ofPacing(here, 'settled'), ofPacing(there, 'settled')", "ofPacing(here, 'back-to-back'), ofPacing(there, 'back-to-back')"],
      ["ofPacing(here, 'settled'), ofPacing(there, 'settled')", 'here, there'],
      ['mine.size === 1 && theirs.size === 1', 'mine.size > 0 && theirs.size > 0'],
      ['mine.size === 1 && theirs.size === 1', 'mine.size === 1 || theirs.size === 1'],
      ['areSure && onlyMine !== onlyTheirs', 'areSure && onlyMine === onlyTheirs'],
      ["received === '' ?", 'true ?'],
      ['{ step, here: onlyMine, there: onlyTheirs }', '{ step, here: onlyTheirs, there: onlyMine }'],
      ["areAlike(one.traces, other.traces) ? 'same' : 'unknown'", "'unknown'"],
      ["isSame ? 'same' : 'same but for timing'", "'same'"],
      ["areAlike(settledHere, settledThere) ? 'same but for timing' : 'flaky'", "'flaky'"],
      ['first.size > 0 && first.size === second.size', 'first.size === second.size'],
      ['faultIn(outcomes) === undefined);', 'true);'],
    ],
  ),
  ...of(
    'atlas/behaviour.ts',
    ['atlas/behaviour.test.ts'],
    [
      ['first[1] * 2 > all', 'first[1] * 2 >= all'],
      [
        'const isKnown = usual !== undefined && (sure.get(usual) ?? []).some((other) => haveSameKernel(cell, other));',
        'const isKnown = usual !== undefined && sure.has(usual);',
      ],
      ['return isFlaky ? null :', 'return'],
      ["JSON.stringify(['flaky', kernelsOf(cell), outcomes])", "JSON.stringify(['flaky', outcomes])"],
      ['trials[pacing] += count * systems.length', 'trials[pacing] += count'],
      ['for (const trace of decisive(answers)) {', 'for (const trace of answers) {'],
      [
        "if (cell.state !== 'measured') continue;",
        "if (cell.state !== 'measured') { if (cell.state !== 'unsupported') put('', cell as never); continue; }",
      ],
      ['textOf(one) !== textOf(usual)', 'textOf(one) === textOf(usual)'],
      ["(['flaky', 'timing-dependent'] as const).find", "(['timing-dependent', 'flaky'] as const).find"],
    ],
  ),
  ...of(
    'atlas/cell.ts',
    ['atlas/cell.test.ts', 'atlas/behaviour.test.ts'],
    [
      ['observation.hash !== theCase.hash', 'false'],
      ["settled.size === 1 ? 'timing-dependent' : 'flaky'", "'timing-dependent'"],
      ["settled.size === 1 ? 'timing-dependent' : 'flaky'", "'flaky'"],
      ['new Set([...backToBack, ...settled]).size === 1', 'settled.size === 1'],
      ['outcomes.length === steps.length', 'true'],
      ['lost += trace.count', 'lost += 1'],
      ['let lost = observation.incomplete?.missing ?? 0', 'let lost = 0'],
      ['settled.length > 0 ? settled : [...traces]', '[...traces]'],
      ['1 - 0.05 ** (1 / trials)', '1 - 0.5 ** (1 / trials)'],
    ],
  ),
  ...of(
    'atlas/fault.ts',
    ['atlas/cell.test.ts', 'atlas/agree.test.ts', 'atlas/behaviour.test.ts'],
    [
      ['/ (EADDRNOTAVAIL|EPERM)$/.test(outcome.what)', 'false'],
      ["if (outcome.kind === 'inconclusive') return { state: 'inconclusive', why: outcome.why };", ''],
      ["if (outcome.kind === 'setup-failed') return { state: 'setup failed', what: outcome.what };", ''],
      ['rank.indexOf(other.state) < rank.indexOf(one.state)', 'rank.indexOf(other.state) > rank.indexOf(one.state)'],
    ],
  ),
  ...of(
    'atlas/identity.ts',
    ['atlas/identity.test.ts'],
    [
      ['[name, version, libc.name, libc.version, arch, bits, emulated]', '[name, libc.name, libc.version, arch, bits, emulated]'],
      ['[name, version, libc.name, libc.version, arch, bits, emulated]', '[name, version, libc.name, arch, bits, emulated]'],
      ['[name, version, libc.name, libc.version, arch, bits, emulated]', '[name, version, libc.name, libc.version, bits, emulated]'],
      ['[name, version, libc.name, libc.version, arch, bits, emulated]', '[name, version, libc.name, libc.version, arch, emulated]'],
      ['[name, version, libc.name, libc.version, arch, bits, emulated]', '[name, version, libc.name, libc.version, arch, bits]'],
      ['version: linuxVersion(release, version)', 'version: shortVersion(release)'],
      ['architectures[machine] ?? machine', 'machine'],
      ['declared?.system === undefined ? measured', 'true ? measured'],
    ],
  ),
  ...of(
    'atlas/kernel-version.ts',
    ['atlas/kernel-version.test.ts'],
    [
      ['seriesOf(number) !== seriesOf(named)', 'false'],
      ['candidate === undefined ? number :', 'true ? number :'],
      ['numbers === undefined || candidate === undefined ? numbers :', 'true ? numbers :'],
      ['.slice(0, 2)', '.slice(0, 3)'],
    ],
  ),
  ...of(
    'atlas/group.ts',
    ['atlas/group.test.ts'],
    [
      ['known * 2 >= knownThere', 'true'],
      ['only === undefined || highest.length > 1', 'only === undefined'],
      ['shown === undefined || shown === other.shown[index]', 'true'],
      ['Number(other.isKnown) - Number(one.isKnown) ||', ''],
      ["state !== 'not run'", "state !== 'stale'"],
    ],
  ),
  ...of(
    'atlas/libc-evidence.ts',
    ['findings/differences.test.ts'],
    [
      ['measured.length > 0 && measured.every((areSame) => areSame)', 'true'],
      ['measured.length > 0 && measured.every((areSame) => areSame)', 'measured.length > 0'],
      ['measured.length > 0 && measured.every((areSame) => areSame)', 'false'],
      ['if (one === other) return true;', ''],
    ],
  ),
  ...of(
    'atlas/axis.ts',
    ['findings/differences.test.ts'],
    [
      ['key(name, sharedRuntime(runtime?.name), arch, bits)', 'key(name, runtime?.name, arch, bits)'],
      ['key(name, sharedRuntime(runtime?.name), arch, bits)', 'key(name, arch, bits)'],
      ['key(name, version, runtime?.name, arch, bits)', 'key(name, runtime?.name, arch, bits)'],
      ['key(name, version, sharedRuntime(runtime?.name))', 'key(name, sharedRuntime(runtime?.name))'],
    ],
  ),
  ...of(
    'atlas/determinism.ts',
    ['atlas/determinism.test.ts'],
    [
      ['found.deterministic += cell.systems.length', 'found.deterministic += 1'],
      ['found.measured += cell.systems.length', 'found.measured += 1'],
      ['Math.min(found.fewest ?? Infinity', 'Math.max(found.fewest ?? 0'],
      ["if (cell.state !== 'measured') continue;", "if (cell.state !== 'measured') { found.measured += 1; continue; }"],
      ['Math.ceil(percent) :', 'Math.floor(percent) :'],
      ['systemsBy[cell.determinism].push', 'systemsBy.flaky.push'],
    ],
  ),
  ...of(
    'atlas/bytes.ts',
    ['atlas/bytes.test.ts'],
    [
      ['if (other !== hex)', 'if (true)'],
      ['if (other !== hex)', 'if (false)'],
      ['bytes.length >= mostKept', 'false'],
      ['distinguishing.has(step) ?', 'true ?'],
    ],
  ),
  ...of(
    'atlas/system.ts',
    ['atlas/atlas.test.ts'],
    [
      ['if (!used.has(index)) continue;', ''],
      ['const key = identityKey(identify(run));', "const key = '';"],
      ['new Set(own.map(({ index }) => index))', 'new Set([0, 1])'],
    ],
  ),
  ...of(
    'findings/differences.ts',
    ['findings/differences.test.ts'],
    [
      ['!(one.isFlaky && other.isFlaky) &&', ''],
      ['!(one.isFlaky && other.isFlaky) &&', '!(one.isFlaky || other.isFlaky) &&'],
      ['disjoint(one.outcomes, other.outcomes)', '!disjoint(one.outcomes, other.outcomes)'],
      ['return ![...one].some((value) => other.has(value));', 'return [...one].some((value) => !other.has(value));'],
      ['return seen.size > 1;', 'return seen.size > 2;'],
      ['if (sets.length === 0) continue;', ''],
      ['new Set(differences.map((difference) => difference.case)).size', 'differences.length'],
      ['found.compared === 0 ? [] :', ''],
      ['fits) places.set', 'true) places.set'],
      ["axis.libc === 'may differ' ?", 'false ?'],
      ['if (!differ) continue;', ''],
    ],
  ),
  ...of(
    'findings/conflict.ts',
    ['findings/conflict.test.ts'],
    [
      ['keys.get(one) === keys.get(other)', 'true'],
      ["agreement.kind === 'differ' ? agreement.steps : []", '[]'],
      ['.slice(index + 1)', ''],
      ["theCase.steps[step]?.label ?? ''", "theCase.steps[0]?.label ?? ''"],
    ],
  ),
  ...of(
    'atlas/cell.ts',
    ['atlas/cell.test.ts', 'atlas/bytes.test.ts', 'findings/judge.test.ts'],
    [
      [
        'if (one.pacing === other.pacing || other.outcomes[step] !== outcome) return undefined;',
        'if (one.pacing === other.pacing) return undefined;',
      ],
      ['addTo(tally, other.pacing, outcome, other.count);', ''],
      ['one?.pacing !== other?.pacing && isSame(one?.outcomes, other?.outcomes)', 'one?.pacing !== other?.pacing'],
    ],
  ),
  ...of(
    'findings/judge.ts',
    ['findings/judge.test.ts', 'findings/verdict.test.ts'],
    [
      ['if (allOutcomes(seen).every(agrees))', 'if (allOutcomes(seen).some(agrees))'],
      ['if (decisiveOutcomes(seen).some(agrees))', 'if (false)'],
      ["claim.pacing === 'settled' ? new Map<string, number>()", "claim.pacing === 'back-to-back' ? new Map<string, number>()"],
      ["return lacking && !claim.outcome.some((outcome) => outcome.startsWith('unsupported: ')) ? undefined : limited;", 'return limited;'],
    ],
  ),
  ...of(
    'findings/returning.ts',
    ['pages/outcome-pages.test.ts', 'pages/econnreset-page.test.ts'],
    [
      ["return { words: 'fails with', name: outcome.errno, ...along };", "return { words: 'fails with', name: 'EPIPE', ...along };"],
      ["return { words: 'returns 0 (EOF)', ...along };", "return { words: 'returns data', ...along };"],
    ],
  ),
  ...of(
    'findings/meaning.ts',
    ['findings/meaning.test.ts'],
    [
      ["if (outcome.kind === 'eof') return 'EOF';", "if (outcome.kind === 'eof') return 'ECONNRESET';"],
      ["return outcome.signal === 'SIGPIPE' ? 'EPIPE' : undefined;", 'return undefined;'],
      ['does.most > 0 && does.messages === 1', 'does.messages === 1'],
      ["&& !does.flags.includes('MSG_ERRQUEUE')", ''],
    ],
  ),
  ...of(
    'findings/condition.ts',
    ['findings/meaning.test.ts'],
    [
      ['holds: (call) => and(isGone(call), isUnread(call))', 'holds: (call) => isGone(call)'],
      ["holds: ({ facts }) => facts.peer?.gone?.how === 'never accepted'", 'holds: () => false'],
      ['holds: ({ facts }) => facts.peer?.gone?.lingerZero ?? false', 'holds: () => false'],
      ["if (all.includes(false)) return false;\n  return all.includes('unknown') ? 'unknown' : true;", 'return !all.includes(false);'],
    ],
  ),
  ...of(
    'findings/rule.ts',
    ['findings/meaning.test.ts'],
    [
      ['for (const call of predicted ? others : returned) exceptions.add(call);', ''],
      ['(pattern.guards & guards) === guards;\n    const mayBe', '(pattern.guards & guards) !== 0;\n    const mayBe'],
      ['if (cost < best.cost) best', 'if (cost > best.cost) best'],
    ],
  ),
  ...of(
    'findings/call-made.ts',
    ['findings/meaning.test.ts', 'findings/subtlety.test.ts'],
    [
      ['(counts.get(text) ?? 0) * 2 > trials', 'false'],
      ["if (cell.state !== 'measured') continue;", 'if (true) continue;'],
    ],
  ),
  ...of(
    'findings/subtlety.ts',
    ['findings/subtlety.test.ts'],
    [
      ["return errnoOf(call) === 'ECONNRESET';", "return errnoOf(call) === 'EPIPE';"],
      ["return does.kind === 'reads' && does.most > 0", "return does.kind === 'writes' && true"],
      ['other.index < call.index &&', ''],
      ["&& !does.flags.includes('MSG_NOSIGNAL')", ''],
      ['call.facts.peer?.lostCopy === true', 'true'],
    ],
  ),
];
