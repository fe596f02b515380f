import { Command, InvalidArgumentError, Option } from 'commander';
import type { Context } from './commands/context.ts';
import { exitCode, LabError } from './failure.ts';
import { labVersion } from './root.ts';

const examples = `
Examples:
  npm run lab                                        measure everything that can run here, merge, write the reports
  npm run lab -- run peer-close-unread --on native   one scenario on this machine
  npm run lab -- new peer-close-twice                begin a scenario
  npm run lab -- check                               are all files right?
  npm run lab -- doctor                              what can this machine run?

In a pipe, keep npm quiet: npm run --silent lab -- list --json | jq
Exit codes: npm run lab -- help exit-codes`;

const exitCodes = `0    did what was asked. Systems that behave differently are the product, not a failure
1    unexpected error: a bug, a full disk. --debug prints the stack. What was measured and could not be stored is in
     a file that is named, or on standard output
2    the request is wrong: unknown option, scenario or target, an invalid file
3    partial: a target that should run here failed; the results of the others are written.
     A target that this machine cannot run is skipped with its reason, and is no failure
4    --check found a difference: a stale report
5    the environment lacks something: no Docker, no compiler, no token; see doctor
130  interrupted by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP: what was answered until then is stored
`;

/**
 * The commands and their options. Each loads what it needs only when it is used, so that `lab list` does not wait for what `lab run` needs.
 * `done` gets the exit code of the command that ran.
 */
export function buildProgram(context: Context, done: (code: number) => void): Command {
  const program = new Command('lab')
    .description('Measures what socket calls return when the peer closes, resets, shuts down or dies, system by system.')
    .version(labVersion(), '--version', 'print the version of the lab')
    .option('--debug', 'print stacks and details of failures')
    .addHelpText('after', examples)
    .helpCommand(false)
    .configureOutput({ writeOut: (text) => context.stdout.write(text), writeErr: (text) => context.stderr.write(text) })
    .exitOverride();

  const command = (name: string, description: string, example: string): Command =>
    program.command(name).description(description).addHelpText('after', `\nExample:\n  npm run lab -- ${example}`);
  const measuring = (one: Command): Command =>
    one
      .addOption(new Option('--on <target,...>', 'only these targets (see: lab list targets)').argParser(list))
      .option('--trials <n>', 'trials of each case in each pacing; by default 10, and 5 on emulated machines', positive)
      .option('--jobs <n>', 'how many targets at once', positive)
      .option('--fresh', 'measure again what is already known')
      .addOption(new Option('--shard <i/n>', 'only the i-th of n parts of the targets, for n machines').argParser(shard));

  measuring(program.command('all [nothing...]', { isDefault: true, hidden: true }).description('what `lab` alone does')).action(
    async (unexpected: string[], options) => {
      if (unexpected[0] !== undefined) throw await unknownCommand(unexpected[0], program);
      done(await (await import('./commands/all.ts')).all(options, context));
    },
  );
  measuring(command('run [scenario...]', 'measure scenarios and show what was seen', 'run peer-close-unread --on native,debian-12'))
    .option('--command <command>', 'also on this target, or on it alone: a command that starts an agent, such as "ssh box ./agent"')
    .option('--save', 'store what was seen in reports/results/; `lab` alone always does')
    .option('--json', 'print one JSON document on standard output')
    .action(async (scenarios: string[], options) => done(await (await import('./commands/run.ts')).run(scenarios, options, context)));
  command('plan [scenario...]', 'print the plan: what an agent reads on standard input', 'plan peer-close-unread | ./agent > observations')
    .option('--trials <n>', 'trials of each case in each pacing', positive)
    .option('--agent <file>', "write this checkout's agent there, as one C file, and print no plan")
    .action(async (scenarios: string[], options) => done(await (await import('./commands/plan.ts')).plan(scenarios, options, context)));
  command('learn', 'learn the state machine of each link on each target: reports/models/', 'learn --link unix-pair --on native')
    .addOption(new Option('--on <target,...>', 'only these targets (see: lab list targets)').argParser(list))
    .addOption(new Option('--link <link,...>', 'only these links').argParser(list))
    .addOption(new Option('--alphabet <name,...>', 'these alphabets of scenarios/alphabets/; by default connection').argParser(list))
    .option('--extra <n>', 'how many states more than were learned to test for', positiveOrZero)
    .option('--jobs <n>', 'how many targets at once', positive)
    .option('--fresh', 'learn again what is already known')
    .addOption(new Option('--shard <i/n>', 'only the i-th of n parts of the targets, for n machines').argParser(shard))
    .action(async (options) => done(await (await import('./commands/learn.ts')).learnModels(options, context)));
  command('runtimes', "measure what languages' runtimes make of a connection's end: reports/runtimes/", 'runtimes --on python,node')
    .addOption(new Option('--on <runtime,...>', 'only these runtimes or APIs of docker/runtimes.yaml').argParser(list))
    .option('--trials <n>', 'trials of each situation; by default 5', positive)
    .option('--jobs <n>', 'how many runtimes at once', positive)
    .option('--fresh', 'measure again what is already known')
    .action(async (options) => done(await (await import('./commands/runtimes.ts')).runtimes(options, context)));
  command(
    'compare <system> <other>',
    'how two systems differ: each difference with the shortest sequence of calls',
    'compare native gvisor-2024',
  )
    .addOption(new Option('--link <link,...>', 'only these links').argParser(list))
    .addOption(new Option('--alphabet <name,...>', 'these alphabets; by default connection').argParser(list))
    .option('--json', 'print one JSON document on standard output')
    .action(async (one: string, other: string, options) =>
      done(await (await import('./commands/compare.ts')).compareSystems([one, other], options, context)),
    );
  command(
    'explain [line...]',
    'what may have happened: from a log line, from calls and what they returned, or from an strace',
    "explain 'Error: read ECONNRESET at TCP.onStreamRead'",
  )
    .addOption(new Option('--link <link,...>', 'only these sorts of connection: unix, tcp, unix-pair').argParser(list))
    .addOption(new Option('--on <system,...>', 'only these systems: linux, gvisor, debian-12').argParser(list))
    .option('--strace <file>', 'explain the output of strace, line by line; - for standard input')
    .option('--fd <n>', 'the descriptor to follow in it; by default that of the error', positiveOrZero)
    .option('--all', 'also unlikely causes')
    .option('--json', 'print one JSON document on standard output')
    .action(async (words: string[], options) => done(await (await import('./commands/explain.ts')).explain(words, options, context)));
  command('suggest', 'scenario files for differences between learned models that no scenario shows', 'suggest --link unix-pair')
    .addOption(new Option('--link <link,...>', 'only these links').argParser(list))
    .action(async (options) => done(await (await import('./commands/suggest.ts')).suggest(options, context)));
  command('list [what]', 'what there is: scenarios, targets', "list --filter 'read ECONNRESET unix'")
    .option('--filter <query>', 'only scenarios of which one cell is all that: call:read outcome:EPIPE on:linux differ:linux,gvisor')
    .option('--json', 'print one JSON document on standard output')
    .action(async (what: string | undefined, options) => done(await (await import('./commands/list.ts')).list(what, options, context)));
  command('repro [case]', 'a C program that reproduces a case, for a bug report', 'repro peer-close-unread/tcp4 --on native -o repro.c')
    .option('--on <system>', 'the system whose outcomes are expected; by default what most systems measured show')
    .option('--word <letters>', "a sequence over an alphabet instead of a case, 'a.write b.close a.read'")
    .option('--link <link>', 'the link of the word')
    .option('--alphabet <name>', 'the alphabet of the word; by default connection')
    .option('-o, --output <file>', 'where to write it; by default standard output')
    .option('--json', 'print one JSON document on standard output')
    .action(async (id: string | undefined, options) => done(await (await import('./commands/repro.ts')).repro(id, options, context)));
  command('check [file...]', 'validate scenarios, targets, results and generated files', 'check scenarios/peer-close-unread.yaml')
    .option('--fix', 'write generated files again')
    .action(async (files: string[], options) => done(await (await import('./commands/check.ts')).check(files, context, options)));
  command('new <id>', 'begin a scenario file; its id is a cause in kebab case', 'new peer-close-twice').action(async (id: string) =>
    done(await (await import('./commands/new.ts')).newScenario(id, context)),
  );
  command('report', 'write the reports from the stored results', 'report --check')
    .option('--check', 'write nothing; exit with 4 if the reports are not what the results say')
    .option('--data <folder>', 'write the merged data for programs there (atlas.json), and no report')
    .action(async (options) => done(await (await import('./commands/report.ts')).report(options, context)));
  command('kit', 'write one shell script that measures any system with a C compiler', 'kit -o sockatlas-kit.sh')
    .option('-o, --output <file>', 'where to write it')
    .addOption(new Option('--case <id,...>', 'only these scenarios or cases').argParser(list))
    .option('--trials <n>', 'trials of each case in each pacing', positive)
    .action(async (options) => done(await (await import('./commands/kit.ts')).kit(options, context)));
  command('add <file...>', 'take in results that a kit or an agent measured elsewhere', 'add result.json --contributor "Ada L."')
    .option('--contributor <name>', 'who measured them, as the reports shall say')
    .option('--ci <run>', 'the CI run that measured them')
    .action(async (files: string[], options) => done(await (await import('./commands/add.ts')).add(files, options, context)));
  command('collect', 'fetch results from a CI run and add them', 'collect --run 123456789')
    .option('--run <id|url>', 'the run; by default the newest that succeeded')
    .option('--repo <owner/name>', 'the repository; by default that of the git remote')
    .action(async (options) => done(await (await import('./commands/collect.ts')).collect(options, context)));
  command(
    'merge <folder...>',
    'put results that other machines measured beside those here',
    'merge ../part-1/results ../part-2/results',
  ).action(async (folders: string[]) => done(await (await import('./commands/merge.ts')).merge(folders, context)));
  command('doctor', 'can this machine run the lab? each check, its result, the fix', 'doctor')
    .option('--json', 'print one JSON document on standard output')
    .action(async (options) => done(await (await import('./commands/doctor.ts')).doctor(options, context)));
  command('clean', 'remove what labs that were killed left behind', 'clean --images')
    .option('--images', 'also all images that the lab made, and its cache')
    .action(async (options) => done(await (await import('./commands/clean.ts')).clean(options, context)));
  command('help [command]', "help for a command, or 'exit-codes'", 'help run').action(async (name: string | undefined) => {
    await help(name, program, context);
    done(exitCode.ok);
  });
  return program;
}

async function help(name: string | undefined, program: Command, context: Context): Promise<void> {
  if (name === 'exit-codes') {
    context.stdout.write(exitCodes);
    return;
  }
  const found = name === undefined ? program : program.commands.find((one) => one.name() === name);
  if (found === undefined) throw await unknownCommand(name ?? '', program);
  found.outputHelp();
}

async function unknownCommand(typed: string, program: Command): Promise<LabError> {
  const { didYouMean } = await import('./scenario/suggest.ts');
  const names = program.commands.map((one) => one.name()).filter((name) => name !== 'all');
  return new LabError('bad-request', `There is no command '${typed}'. ${didYouMean(typed, names) ?? ''}`.trimEnd(), 'npm run lab -- help');
}

/** A positive integer from the command line. */
function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError(`Expected a whole number from 1, got '${text}'.`);
  return value;
}

/** An integer from 0 from the command line. */
function positiveOrZero(text: string): number {
  return text === '0' ? 0 : positive(text);
}

/** `a,b` and repeated options both make lists. */
function list(text: string, before: string[] = []): string[] {
  return [...before, ...text.split(',').filter((word) => word !== '')];
}

/** `2/3`: the second of three parts. */
function shard(text: string): { part: number; of: number } {
  const [, part, of] = /^([1-9][0-9]*)\/([1-9][0-9]*)$/.exec(text) ?? [];
  if (part === undefined || of === undefined || Number(part) > Number(of))
    throw new InvalidArgumentError(`Expected a part and a number of parts such as 2/3, got '${text}'.`);
  return { part: Number(part), of: Number(of) };
}
