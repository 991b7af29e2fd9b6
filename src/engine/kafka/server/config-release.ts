/**
 * In what the configuration of an older release differs: keys that it does not know yet, other defaults.
 *
 * Mirrors: kafka.server.KafkaConfig, 2.2.0 and 2.2.1 beside 2.8.0.
 */
import { BROKER_KEYS } from '../config/broker-keys.ts';
import type { ConfigKeys } from '../config/config-def.ts';
import type { KafkaRelease } from '../release.ts';

/** What 2.2 has no word for. */
const LATER_KEYS =
  /^(zookeeper\.(ssl\..*|clientCnxnSocket)|socket\.connection\.setup\..*|process\.roles|node\.id|initial\.broker\.registration\.timeout\.ms|broker\.(heartbeat\.interval|session\.timeout)\.ms|metadata\.log\.dir|controller\.(listener|quorum|quota)\..*|sasl\.mechanism\.controller\.protocol|max\.connections|max\.connection\.creation\.rate|log\.cleaner\.max\.compaction\.lag\.ms|replica\.selector\.class|fetch\.max\.bytes|security\.providers|ssl\.(keystore\.(key|certificate\.chain)|truststore\.certificates|engine\.factory\.class)|delegation\.token\.secret\.key)$/;

const OLDER_DEFAULTS: Readonly<Record<string, unknown>> = {
  'zookeeper.session.timeout.ms': 6000,
  'message.max.bytes': 1000012,
  'replica.lag.time.max.ms': 10000,
  'group.max.session.timeout.ms': 300000,
  'inter.broker.protocol.version': '2.2-IV1',
  'log.message.format.version': '2.2-IV1',
  'ssl.protocol': 'TLS',
  'ssl.enabled.protocols': ['TLSv1.2', 'TLSv1.1', 'TLSv1'],
};

/** The keys of 2.8, with the defaults of 2.2: what that did not know stands as 2.8 has it. */
const KEYS_OF_2_2 = Object.fromEntries(
  Object.entries(BROKER_KEYS as ConfigKeys).map(([name, key]) => [
    name,
    name in OLDER_DEFAULTS ? { ...key, default: OLDER_DEFAULTS[name] } : key,
  ]),
) as unknown as typeof BROKER_KEYS;

export function brokerKeysOf(release: KafkaRelease): typeof BROKER_KEYS {
  return release === '2.8.0' ? BROKER_KEYS : KEYS_OF_2_2;
}

/** Whether a release knows a key. */
export function isKnownTo(release: KafkaRelease, name: string): boolean {
  return name in BROKER_KEYS && (release === '2.8.0' || !LATER_KEYS.test(name));
}
