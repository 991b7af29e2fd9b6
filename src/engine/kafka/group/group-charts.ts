/**
 * Where each group of a coordinator stands in its machine, as a page lists it.
 */
import { mapGet, mapKeys } from '../../kernel/persistent-map.ts';
import type { ChartView } from '../../world/system.ts';
import type { GroupCoordinatorState } from './group-state.ts';
import { groupMachine } from './group.machine.ts';

/** In order of group id. */
export function groupCharts({ groups }: GroupCoordinatorState): readonly ChartView[] {
  const ids = [...mapKeys(groups)].sort();
  return ids.map((groupId) => ({
    part: `group ${groupId}`,
    machine: groupMachine,
    chart: mapGet(groups, groupId)!.chart,
  }));
}
