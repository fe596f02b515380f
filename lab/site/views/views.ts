import type { ComponentChild } from 'preact';
import { h } from 'preact';
import type { Route } from '../route/route.ts';
import { titleOf } from '../../pages/topic.ts';
import { CallView, CallsView } from './calls-view.tsx';
import { ClaimsView } from './claims-view.tsx';
import { CompareView } from './compare-view.tsx';
import { FamiliesView } from './families-view.tsx';
import { GroupView } from './group-view.tsx';
import { GroupsView } from './groups-view.tsx';
import { Missing } from './missing.tsx';
import { OutcomeView, OutcomesView } from './outcomes-view.tsx';
import { ScenarioView } from './scenario-view.tsx';
import { StartView } from './start-view.tsx';
import { StatesView } from './states-view.tsx';
import { SystemView } from './system-view.tsx';
import { SystemsView } from './systems-view.tsx';
import { TimingView } from './timing-view.tsx';

/** A view of the page: its name among the ways through the page, if it has one, and what it shows. */
interface View {
  /** What stands in the navigation; views that need an id have none. */
  name?: string;
  title: (id: string | undefined) => string;
  show: (id: string | undefined, rest: readonly string[]) => ComponentChild;
}

/** All views by the first part of their address. */
export const views: Readonly<Record<string, View>> = {
  '': { name: 'Search', title: () => 'What socket calls return', show: () => h(StartView, {}) },
  groups: { name: 'Situations', title: () => 'Situations', show: () => h(GroupsView, {}) },
  calls: { name: 'Calls', title: () => 'By call', show: () => h(CallsView, {}) },
  outcomes: { name: 'Outcomes', title: () => 'By outcome', show: () => h(OutcomesView, {}) },
  states: { name: 'States', title: () => 'States of a connection', show: () => h(StatesView, {}) },
  compare: { name: 'Compare', title: () => 'Two systems compared', show: (a, [b]) => h(CompareView, { a, b }) },
  families: { name: 'Families', title: () => 'Families', show: () => h(FamiliesView, {}) },
  timing: { name: 'Timing', title: () => 'Flaky or timing-dependent', show: () => h(TimingView, {}) },
  claims: { name: 'Claims', title: () => 'Claims', show: (verdict) => h(ClaimsView, { verdict }) },
  systems: { name: 'Systems', title: () => 'Systems measured', show: () => h(SystemsView, {}) },
  scenario: { title: (id) => id ?? 'Scenario', show: (id = '') => h(ScenarioView, { id }) },
  group: { title: (id = '') => titleOf(id), show: (tag = '') => h(GroupView, { tag }) },
  call: { title: (id) => id ?? 'Call', show: (id = '') => h(CallView, { id }) },
  outcome: { title: (id) => id ?? 'Outcome', show: (id = '') => h(OutcomeView, { id }) },
  system: { title: (id) => id ?? 'System', show: (id = '') => h(SystemView, { id }) },
};

/** What is shown at an address, and its title. */
export function viewAt({ path }: Route): { title: string; show: () => ComponentChild } {
  const [first = '', id, ...rest] = path;
  const view = Object.hasOwn(views, first) ? views[first] : undefined;
  if (view === undefined) return { title: 'Not there', show: () => h(Missing, { what: `view '${first}'` }) };
  return { title: view.title(id), show: () => view.show(id, rest) };
}
