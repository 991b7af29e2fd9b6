/**
 * What the coordinator of groups writes into server.log, and how Scala prints what stands in it.
 *
 * Mirrors: kafka.utils.Logging in GroupCoordinator, GroupMetadataManager and GroupMetadata, 2.8.0 and, for
 * what everybody sees, 2.2.
 */
import type { BrokerTurn } from '../server/broker-state.ts';
import type { LogLevel } from '../server/kafka-log.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import type { MemberMetadata } from './group-state.ts';

export function logCoordinator(turn: BrokerTurn, level: LogLevel, text: string): void {
  const line = `[GroupCoordinator ${turn.state.config.brokerId}]: ${text}`;
  kafkaLog(turn, 'server', level, line, 'kafka.coordinator.group.GroupCoordinator');
}

export function logManager(turn: BrokerTurn, level: LogLevel, text: string): void {
  const line = `[GroupMetadataManager brokerId=${turn.state.config.brokerId}] ${text}`;
  kafkaLog(turn, 'server', level, line, 'kafka.coordinator.group.GroupMetadataManager');
}

/** A group's own lines have no prefix. */
export function logGroup(turn: BrokerTurn, level: LogLevel, text: string): void {
  kafkaLog(turn, 'server', level, text, 'kafka.coordinator.group.GroupMetadata');
}

/** Lines of the companion object, which reads groups from the log. */
export function logGroupLoading(turn: BrokerTurn, text: string): void {
  kafkaLog(turn, 'server', 'INFO', text, 'kafka.coordinator.group.GroupMetadata$');
}

/** The thread that completes what is waited for too long; it says when it starts and ends. */
export function logReaper(turn: BrokerTurn, purgatory: string, ...texts: readonly string[]): void {
  const logger = 'kafka.server.DelayedOperationPurgatory$ExpiredOperationReaper';
  const name = `[ExpirationReaper-${turn.state.config.brokerId}-${purgatory}]`;
  for (const text of texts) kafkaLog(turn, 'server', 'INFO', `${name}: ${text}`, logger);
}

/** What 2.2 does not say yet. */
export function later(turn: BrokerTurn, text: string): string {
  return turn.state.config.release === '2.8.0' ? text : '';
}

/** A whole line that 2.2 does not have yet. */
export function logCoordinatorLater(turn: BrokerTurn, text: string): void {
  if (later(turn, text) !== '') logCoordinator(turn, 'INFO', text);
}

/** `Some(inst-1)` or `None`. */
export function optionText(value: string | number | null): string {
  return value === null ? 'None' : `Some(${value})`;
}

/** MemberMetadata.toString. */
export function memberText(member: MemberMetadata): string {
  const { memberId, groupInstanceId, clientId, clientHost, sessionTimeoutMs } = member;
  const protocols = member.supportedProtocols.map(({ name }) => name).join(', ');
  return [
    `MemberMetadata(memberId=${memberId}`,
    `groupInstanceId=${optionText(groupInstanceId)}`,
    `clientId=${clientId}`,
    `clientHost=${clientHost}`,
    `sessionTimeoutMs=${sessionTimeoutMs}`,
    `rebalanceTimeoutMs=${member.rebalanceTimeoutMs}`,
    `supportedProtocols=List(${protocols})`,
    ')',
  ].join(', ');
}
