/**
 * kafka-consumer-groups.sh --list.
 *
 * Mirrors: ConsumerGroupService.listGroups, consumerGroupStatesFromString, 2.8.0.
 */
import { illegalArgument, within } from '../java/exception.ts';
import { widest } from '../java/columns.ts';
import type { ToolScript } from '../tool/tool.ts';
import type { GroupService } from './group-service.ts';
import { at, groupListings } from './group-service.ts';
import { OPTIONS } from './options.ts';

/** ConsumerGroupState, without UNKNOWN. */
const STATES = ['PreparingRebalance', 'CompletingRebalance', 'Stable', 'Dead', 'Empty'];

export function* listGroups(service: GroupService): ToolScript<void> {
  const { command, output } = service;
  if (!command.has(OPTIONS.state)) {
    const frames = [...at('listConsumerGroups', 204), ...at('listGroups', 199)];
    const listings = yield* within(frames, groupListings(service, []));
    for (const { groupId } of listings) output.out(`${groupId}\n`);
    return;
  }
  const states = statesOf(command.valueOf(OPTIONS.state) ?? '');
  const frames = [...at('listConsumerGroupsWithState', 212), ...at('listGroups', 196)];
  const listings = yield* within(frames, groupListings(service, states));
  const width = widest(
    listings.map(({ groupId }) => groupId),
    15,
  );
  output.out(`${'GROUP'.padEnd(width)} STATE\n`);
  for (const { groupId, state } of listings) {
    output.out(`${groupId.padEnd(width)} ${state ?? 'Unknown'}\n`);
  }
}

/** Their names, exactly. Throws IllegalArgumentException. */
function statesOf(text: string): readonly string[] {
  if (text === '') return [];
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => STATES.includes(name))) return names;
  throw illegalArgument(`Invalid state list '${text}'. Valid states are: ${STATES.join(', ')}`);
}
