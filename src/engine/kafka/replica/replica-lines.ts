/**
 * The replicas' lines in server.log and state-change.log.
 *
 * Mirrors: kafka.utils.Logging with the logIdent of ReplicaManager, Partition and others,
 * kafka.controller.StateChangeLogger, 2.8.0.
 */
import type { BrokerTurn } from '../server/broker-state.ts';
import type { LogLevel } from '../server/kafka-log.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import type { AskedPartition, ControllerRequest } from './leader-and-isr-turn.ts';

/** `[Broker id=1] …` */
export function stateChangeLine(turn: BrokerTurn, level: LogLevel, text: string): void {
  const prefix = `[Broker id=${turn.state.config.brokerId}] `;
  kafkaLog(turn, 'state-change', level, prefix + text, 'state.change.logger');
}

/** A partition of a LeaderAndIsr request is left as it is. */
export function ignoreAsked(
  { turn, controllerId, correlationId, controllerEpoch }: ControllerRequest,
  { name }: AskedPartition,
  level: 'INFO' | 'WARN',
  reason: string,
): void {
  stateChangeLine(
    turn,
    level,
    `Ignoring LeaderAndIsr request from controller ${controllerId} with ` +
      `correlation id ${correlationId} epoch ${controllerEpoch} for partition ${name} ${reason}`,
  );
}

/** `[Partition t-0 broker=1] …` */
export function partitionLine(
  turn: BrokerTurn,
  { name }: { readonly name: string },
  level: LogLevel,
  text: string,
): void {
  const prefix = `[Partition ${name} broker=${turn.state.config.brokerId}] `;
  kafkaLog(turn, 'server', level, prefix + text, 'kafka.cluster.Partition');
}

/** As 2.2 says it of any replica, other brokers' too. */
export function replicaLoadedLine(turn: BrokerTurn, name: string, highWatermark: number): void {
  const text = `Replica loaded for partition ${name} with initial high watermark ${highWatermark}`;
  kafkaLog(turn, 'server', 'INFO', text, 'kafka.cluster.Replica');
}

/** `[ReplicaManager broker=1] …` */
export function replicaManagerLine(turn: BrokerTurn, level: LogLevel, text: string): void {
  const prefix = `[ReplicaManager broker=${turn.state.config.brokerId}] `;
  kafkaLog(turn, 'server', level, prefix + text, 'kafka.server.ReplicaManager');
}

/** `[ReplicaFetcherManager on broker 1] …` */
export function fetcherManagerLine(turn: BrokerTurn, level: LogLevel, text: string): void {
  const prefix = `[ReplicaFetcherManager on broker ${turn.state.config.brokerId}] `;
  kafkaLog(turn, 'server', level, prefix + text, 'kafka.server.ReplicaFetcherManager');
}

/** `[ReplicaFetcher replicaId=3, leaderId=2, fetcherId=0] …` */
export function fetcherLine(
  turn: BrokerTurn,
  { leader, fetcherId }: { readonly leader: { readonly id: number }; readonly fetcherId: number },
  level: LogLevel,
  text: string,
  logger = 'kafka.server.ReplicaFetcherThread',
): void {
  const { brokerId } = turn.state.config;
  const prefix = `[ReplicaFetcher replicaId=${brokerId}, leaderId=${leader.id}, fetcherId=${fetcherId}] `;
  kafkaLog(turn, 'server', level, prefix + text, logger);
}

/** The start or end of a thread, as ShutdownableThread says it: `[LogDirFailureHandler]: Starting`. */
export function threadLine(turn: BrokerTurn, name: string, text: string, logger: string): void {
  kafkaLog(turn, 'server', 'INFO', `[${name}]: ${text}`, logger);
}
