import { grouped } from '../grouped.ts';
import { findingKinds, type FindingKind, type RuntimeFinding } from '../runtimes/findings.ts';
import { httpSituations } from '../runtimes/http.ts';
import type { RuntimesData } from '../runtimes/runtimes-data.ts';
import { alikeTrials, trialsOf, usualTrace } from '../runtimes/study.ts';
import { alikeWordings, wordingsOf } from '../runtimes/wordings.ts';
import type { Answer, MeasuredApi, Row, SituationRows } from '../runtimes/table.ts';
import { bullets, code, escape, link, page, table } from './markdown.ts';

const generated = '<!-- Generated from docker/runtimes.yaml and reports/runtimes/ by: npm run lab -- report. Do not edit. -->';

/** `reports/runtimes.md`: what languages' runtimes make of a connection's end. Undefined while nothing is measured. */
export function runtimesPage(data: RuntimesData): string | undefined {
  if (data.table.length === 0) return undefined;
  const sockets = data.apis.filter(({ api }) => !api.http);
  return page([
    generated,
    '# What your runtime makes of it',
    'Most programs meet the end of a connection through the runtime of a language. Here is what each makes of the same situations, on Linux: the peer is ' +
      'the same program with raw calls every time, and each situation is tried in processes of their own. *Raw* is C. ' +
      `Every call waits until nothing runs any more, so that event loops have heard of all that happened. ${link('How it is measured, and how to add a runtime', '../docs/runtimes.md')}.`,
    `${sockets.length} socket APIs and ${data.apis.length - sockets.length} HTTP clients of ${new Set(data.apis.map(({ runtime }) => runtime.id)).size} runtimes.`,
    '## What differs from the raw call',
    ...findingsParts(data.findings),
    '## Claims',
    claimsTable(data),
    '## Situation by situation',
    'A bold answer is not what the raw call returned. `done`: it succeeded and tells no count. `closed` and `error`: it failed, and no error of the kernel is named.',
    ...situationParts(data.table),
    '## HTTP clients',
    'A server on TCP does the same on every connection. An answer is its status and how many bytes of its body came; *connections* are how many were made for one request.',
    httpTable(data.apis.filter(({ api }) => api.http)),
    '## SIGPIPE',
    'What a write to a closed connection does to the process beside failing: the disposition of SIGPIPE in a program of each runtime, read from the kernel.',
    sigpipeTable(sockets),
    '## Words',
    'What each says of an error, measured by making the system call fail with it. A bold name is that of another error than the kernel gave.',
    wordsTable(sockets),
    '## Measured',
    measuredTable(data.apis),
    ...(data.leftOut.length === 0 ? [] : ['Left out:', bullets(data.leftOut.map(({ title, why }) => `${escape(title)}: ${escape(why)}`))]),
  ]);
}

/** `Node.js 20.19.2: net, event loop busy`, as a link to its program. */
function apiLink(measured: MeasuredApi): string {
  return link(escape(nameOf(measured)), `../docker/runtimes/subjects/${sourceOf(measured)}`);
}

function nameOf({ runtime, api, study }: MeasuredApi): string {
  return `${runtime.title} ${shortVersion(study.version)}: ${api.title}`;
}

/** The first thing in what a runtime says of itself that looks like a version. */
function shortVersion(text: string): string {
  return /\b(?:v|go|@|OTP )?([0-9]+(?:\.[0-9]+)*)/.exec(text.replace(/^.*?Debian [0-9.-]+\) /, ''))?.[1] ?? text;
}

/** The file that an API's command starts: the one of its sources that the command names, or was compiled from. */
function sourceOf({ runtime, api }: MeasuredApi): string {
  const words = api.command.split(' ').map((word) => word.replace(/^\.\//, ''));
  const stem = (name: string): string => name.replace(/\.[a-z]+$/, '');
  return runtime.sources.find((name) => words.includes(name)) ?? runtime.sources.find((name) => words.map(stem).includes(stem(name))) ?? '';
}

function findingsParts(findings: readonly RuntimeFinding[]): string[] {
  const byKind = grouped(findings, ({ kind }) => kind);
  return (Object.keys(findingKinds) as FindingKind[]).flatMap((kind) => {
    const found = byKind.get(kind) ?? [];
    if (found.length === 0) return [];
    const rows = [...grouped(found, ({ measured, seen }) => `${measured.api.id}\n${seen}`).values()].map((same) => {
      const [first] = same;
      const where = same.map((one) => `${escape(one.where)}${timesText(one)}`).join(', ');
      return first === undefined ? [] : [apiLink(first.measured), code(first.seen), where];
    });
    return [`### ${findingKinds[kind]}`, table(['API and its program', 'seen', 'where'], rows)];
  });
}

/** Nothing where every trial showed it; else in how many. */
function timesText({ count, of }: { count: number; of: number }): string {
  return count === of ? '' : ` (flaky: ${count} of ${of})`;
}

function claimsTable({ claims }: RuntimesData): string {
  const rows = claims.map(({ claim, verdict, evidence }) => [
    link(escape(claim.title), claim.url),
    escape(claim.says),
    verdict,
    escape(evidence),
  ]);
  return rows.length === 0 ? 'None is recorded.' : table(['source', 'says', 'verdict', 'measured'], rows);
}

function situationParts(rows: readonly SituationRows[]): string[] {
  return [...grouped(rows, ({ theCase }) => theCase.situation).entries()].flatMap(([situation, onLinks]) => [
    `### ${capital(situation.title)}`,
    `${code(situation.steps.join(', '))}${situation.scenario === undefined ? '' : `; ${link('raw calls on all systems', `scenarios/${situation.scenario}.md`)}`}`,
    ...onLinks.map(caseTable),
  ]);
}

/** A row for each distinct way in which APIs answer, the raw calls first. */
function caseTable({ theCase, calls, raw, rows }: SituationRows): string {
  const alike = grouped(rows, ({ answers, count, of }) =>
    JSON.stringify([answers.map(({ outcome, differs }) => (differs ? outcome : 'raw')), count === of]),
  );
  const asRaw = rows.filter((row) => row.isRaw && row.count === row.of);
  const others = [...alike.values()].filter(([first]) => !(first?.isRaw === true && first.count === first.of));
  const lines = others.map((same) => {
    const [first] = same;
    const names = same.map((row) => `${escape(nameOf(row.measured))}${timesText(row)}`).join('; ');
    return [...(first?.answers.map(answerText) ?? []), names];
  });
  return table([code(theCase.link), ...calls.map(({ label }) => label)].slice(1).concat(code(theCase.link)), [
    [...raw.map((outcome) => code(outcome ?? '')), rawNames(asRaw)],
    ...lines,
  ]);
}

function rawNames(rows: readonly Row[]): string {
  return `raw, and: ${rows
    .filter(({ measured }) => !measured.api.raw)
    .map(({ measured }) => escape(`${measured.runtime.title}: ${measured.api.title}`))
    .join('; ')}`;
}

function answerText({ outcome, differs }: Answer): string {
  if (outcome === undefined) return '';
  return differs ? `**${code(outcome)}**` : code(outcome);
}

function httpTable(apis: readonly MeasuredApi[]): string {
  const rows = apis.map((measured) => [
    apiLink(measured),
    ...httpSituations.map(({ id }) => {
      const seen = measured.study.http[id];
      if (seen === undefined) return 'not measured';
      const trace = usualTrace(seen);
      const words = trace.words[0] === '' ? '' : ` ${escape((trace.words[0] ?? '').slice(0, 110))}`;
      const connections = (trace.connections ?? 1) > 1 ? ` **${trace.connections} connections**` : '';
      return `${code(trace.outcomes[0] ?? '')}${words}${connections}${timesText({ count: alikeTrials(seen, trace), of: trialsOf(seen) })}`;
    }),
  ]);
  return rows.length === 0 ? 'None is measured.' : table(['client', ...httpSituations.map(({ title }) => title)], rows);
}

function sigpipeTable(apis: readonly MeasuredApi[]): string {
  const rows = [...grouped(apis, ({ study }) => study.sigpipe).entries()].map(([disposition, same]) => [
    disposition,
    disposition === 'default' ? 'it dies' : 'the write fails with EPIPE',
    same.map((one) => escape(`${one.runtime.title}: ${one.api.title}`)).join('; '),
  ]);
  return table(['disposition', 'a write to a closed connection', 'APIs'], rows);
}

/** The words for the errors that programs report most, with everybody who uses them. */
function wordsTable(apis: readonly MeasuredApi[]): string {
  const wordings = wordingsOf(apis).filter(({ errno }) => shownErrors.includes(errno));
  const sorted = shownErrors.flatMap((errno) => wordings.filter((one) => one.errno === errno));
  const rows = alikeWordings(sorted).map((same) => {
    const [first] = same;
    const users = same.map(({ measured }) => escape(`${measured.runtime.title}: ${measured.api.title}`)).join('; ');
    const named = first === undefined ? '' : first.named === first.errno ? code(first.named) : `**${code(first.named)}**`;
    return [code(first?.errno ?? ''), first?.call ?? '', escape((first?.text ?? '').slice(0, 160)), named, users];
  });
  return rows.length === 0 ? 'None is measured.' : table(['error', 'of a', 'words', 'names', 'APIs'], rows);
}

const shownErrors = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTCONN', 'ECONNABORTED', 'EHOSTUNREACH', 'ECONNREFUSED'];

function measuredTable(apis: readonly MeasuredApi[]): string {
  const rows = [...grouped(apis, ({ runtime }) => runtime.id).values()].map((same) => {
    const [first] = same;
    return [
      escape(first?.runtime.title ?? ''),
      escape(first?.study.version ?? ''),
      escape(first?.study.kernel ?? ''),
      first?.study.date ?? '',
    ];
  });
  return table(['runtime', 'says of itself', 'kernel', 'measured'], rows);
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
