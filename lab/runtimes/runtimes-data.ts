import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Places } from '../root.ts';
import { judgeClaims, loadRuntimeClaims, type JudgedRuntimeClaim } from './claims.ts';
import { runtimeFindings, type RuntimeFinding } from './findings.ts';
import { loadRuntimes, type RuntimeFile } from './runtime.ts';
import { loadSituations } from './situation.ts';
import { readStudies } from './studies.ts';
import { measuredApis, runtimeTable, type MeasuredApi, type SituationRows } from './table.ts';

/** All that is known of runtimes: for the page, and for whatever else shows it. */
export interface RuntimesData {
  apis: MeasuredApi[];
  table: SituationRows[];
  findings: RuntimeFinding[];
  claims: JudgedRuntimeClaim[];
  leftOut: RuntimeFile['leftOut'];
}

/** Reads what is stored and computes the rest. Empty in a checkout without docker/runtimes.yaml; throws a `bad-request` for a file that is wrong. */
export async function runtimesData(places: Places): Promise<RuntimesData> {
  if (!existsSync(join(places.docker, 'runtimes.yaml'))) return { apis: [], table: [], findings: [], claims: [], leftOut: [] };
  const [file, cases, studies, claims] = await Promise.all([
    loadRuntimes(places),
    loadSituations(places),
    readStudies(places),
    loadRuntimeClaims(places),
  ]);
  const apis = measuredApis(file, studies);
  return {
    apis,
    table: runtimeTable(cases, apis),
    findings: runtimeFindings(cases, apis),
    claims: judgeClaims(claims, apis),
    leftOut: file.leftOut,
  };
}
