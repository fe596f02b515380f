import type { Observation } from './result.ts';
import { separated } from './stored.ts';
import type { StoredTrace } from './stored.ts';

/**
 * A stored case as the lab writes nearly all of them, without what is rare, read as the schema `StoredCase` reads it; undefined for all others, right or
 * wrong, which the schema must look at. A report reads ten thousand of them, and a schema takes ten times as long for each.
 */
export function readPlain(data: unknown): (Observation & { run: number }) | undefined {
  if (!isObject(data) || Object.keys(data).length !== 3) return undefined;
  const { hash, run, traces } = data;
  if (typeof hash !== 'string' || !/^[0-9a-f]{16}$/.test(hash) || !isCount(run)) return undefined;
  if (!Array.isArray(traces) || traces.length > 1000 || !traces.every(isPlainTrace)) return undefined;
  return { hash, traces: separated(traces), run };
}

function isPlainTrace(data: unknown): data is StoredTrace {
  if (!isObject(data)) return false;
  const { outcomes, trials, bytes } = data;
  return (
    Object.keys(data).length === (bytes === undefined ? 2 : 3) &&
    Array.isArray(outcomes) &&
    outcomes.length <= 64 &&
    outcomes.every((outcome) => typeof outcome === 'string' && outcome.length <= 200) &&
    Array.isArray(trials) &&
    trials.length === 2 &&
    trials.every(isCount) &&
    trials.some((count) => count > 0) &&
    (bytes === undefined || hasBytes(bytes))
  );
}

function hasBytes(data: unknown): boolean {
  if (!isObject(data)) return false;
  return Object.entries(data).every(
    ([step, hex]) => /^[0-9]{1,2}$/.test(step) && typeof hex === 'string' && /^([0-9a-f]{2}){0,32}$/.test(hex),
  );
}

function isCount(data: unknown): data is number {
  return typeof data === 'number' && Number.isSafeInteger(data) && data >= 0;
}

function isObject(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
