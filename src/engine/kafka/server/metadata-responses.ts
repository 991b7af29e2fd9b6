/**
 * Answers to clients that look for a cluster.
 *
 * Mirrors: MetadataResponse.prepareResponse, FindCoordinatorResponse, 2.8.0.
 */
import { ERRORS } from '../protocol/errors.ts';
import type {
  FindCoordinatorResponse,
  MetadataResponse,
  MetadataResponseTopic,
} from '../protocol/metadata.ts';
import type { BrokerTurn, RequestRef } from './broker-state.ts';
import { aliveBrokers } from './metadata-cache.ts';
import { respond } from './respond.ts';

/** Brokers, the controller, and these topics. */
export function respondMetadata(
  turn: BrokerTurn,
  ref: RequestRef,
  topics: readonly MetadataResponseTopic[],
): void {
  const { metadata, clusterId } = turn.state;
  respond<MetadataResponse>(turn, ref, {
    type: 'MetadataResponse',
    brokers: aliveBrokers(metadata).map(({ id, host, port, rack }) => ({
      nodeId: id,
      host,
      port,
      rack,
    })),
    clusterId,
    controllerId: metadata.controllerId,
    topics,
  });
}

export function respondNoCoordinator(turn: BrokerTurn, ref: RequestRef): void {
  respond<FindCoordinatorResponse>(turn, ref, {
    type: 'FindCoordinatorResponse',
    errorCode: 'COORDINATOR_NOT_AVAILABLE',
    errorMessage: ERRORS.COORDINATOR_NOT_AVAILABLE.message,
    nodeId: -1,
    host: '',
    port: -1,
  });
}
