/**
 * The network client with which a broker talks to other brokers: one request at a time to each.
 *
 * Mirrors: the NetworkClients of ControllerChannelManager, KafkaServer.controlledShutdown,
 * BrokerToControllerChannelManager, ReplicaFetcherBlockingSend and TransactionMarkerChannelManager, 2.8.0.
 */
import type { NetworkClientState } from '../client/network-client.ts';
import { networkClient } from '../client/network-client.ts';
import type { NetworkClientOptions } from '../client/network-state.ts';
import type { BrokerState } from './broker-state.ts';

type Own = Pick<NetworkClientOptions, 'name' | 'clientId' | 'logPrefix' | 'seed'>;

/** `more`: what this one has otherwise than most. */
export function brokerClient(
  { config: { values } }: BrokerState,
  own: Own,
  more: Partial<NetworkClientOptions> = {},
): NetworkClientState {
  return networkClient({
    requestTimeoutMs: values['request.timeout.ms'],
    reconnectBackoffMs: 0,
    reconnectBackoffMaxMs: 0,
    connectionSetupTimeoutMs: values['socket.connection.setup.timeout.ms'],
    connectionSetupTimeoutMaxMs: values['socket.connection.setup.timeout.max.ms'],
    maxInFlightRequestsPerConnection: 1,
    discoversVersions: false,
    ...own,
    ...more,
  });
}
