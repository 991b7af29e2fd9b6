/**
 * The brokers of a cluster.
 *
 * Mirrors: describeCluster of KafkaAdminClient, 2.8.0.
 */
import type { Node } from '../../../engine/kafka/index.ts';
import type { ToolScript } from '../tool/tool.ts';
import { ask, demand } from './admin.ts';

export interface ClusterDescription {
  readonly nodes: readonly Node[];
  readonly clusterId: string;
  readonly controllerId: number;
}

export function* describeCluster(): ToolScript<ClusterDescription> {
  const response = yield* ask(
    {
      name: 'listNodes',
      target: { to: 'any' },
      request: { type: 'DescribeClusterRequest', includeClusterAuthorizedOperations: false },
    },
    'DescribeClusterResponse',
  );
  demand(response.errorCode, response.errorMessage);
  const nodes = response.brokers.map(({ brokerId, host, port, rack }) => ({
    id: brokerId,
    host,
    port,
    rack,
  }));
  return { nodes, clusterId: response.clusterId, controllerId: response.controllerId };
}

/** Node.toString. */
export function nodeText({ id, host, port, rack }: Node): string {
  return `${host}:${port} (id: ${id} rack: ${rack ?? 'null'})`;
}
