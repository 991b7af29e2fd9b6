/**
 * The brokers that are registered.
 *
 * Mirrors: KafkaZkClient.getAllBrokersInCluster, AdminZkClient.getBrokerMetadatas, 2.8.0.
 * Read next: zk-client.ts.
 */
import { decodeBroker, zkScripts } from '../../../engine/kafka/index.ts';
import { JavaException } from '../java/exception.ts';
import type { ToolScript } from '../tool/tool.ts';
import { zk } from './zk-client.ts';

const BROKERS_PATH = '/brokers/ids';

type LiveBroker = ReturnType<typeof decodeBroker>;

/** By id. */
export function* liveBrokers(): ToolScript<readonly LiveBroker[]> {
  return yield* zk(
    (function* () {
      const ids = (yield* zkScripts.getChildren(BROKERS_PATH)).map(Number).sort((a, b) => a - b);
      const found = yield* zkScripts.getAllData(ids.map((id) => `${BROKERS_PATH}/${id}`));
      return ids.flatMap((id, index) => {
        const znode = found[index];
        return znode == null ? [] : [decodeBroker(id, znode.data, 0)];
      });
    })(),
  );
}

/** Racks count when all have one, or none; `isRackAware` false: not at all. */
export function* brokerMetadatas(
  isRackAware: boolean,
): ToolScript<readonly { readonly id: number; readonly rack: string | null }[]> {
  const brokers = yield* liveBrokers();
  const withRack = brokers.filter(({ rack }) => rack !== null);
  if (isRackAware && withRack.length > 0 && withRack.length < brokers.length) {
    throw new JavaException(
      'kafka.admin.AdminOperationException',
      'Not all brokers have rack information. Add --disable-rack-aware in command line to make replica assignment without rack information.',
    );
  }
  return brokers.map(({ id, rack }) => ({ id, rack: isRackAware ? rack : null }));
}
