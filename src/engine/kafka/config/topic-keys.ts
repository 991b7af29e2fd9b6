/**
 * All keys of a topic.
 *
 * Mirrors: kafka.log.LogConfig: names, types, defaults and validators, 2.8.0.
 * Read next: config-def.ts.
 */
import type { ConfigKeys } from './config-def.ts';
import {
  LONG_MAX,
  apiVersion,
  atLeast,
  between,
  boolean,
  double,
  int,
  list,
  listOf,
  long,
  oneOf,
  string,
  throttledReplicas,
} from './config-def.ts';

/** In the order of the alphabet. */
export const TOPIC_KEYS = {
  'cleanup.policy': list(['delete'], listOf('compact', 'delete')),
  'compression.type': string(
    'producer',
    oneOf('uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'),
  ),
  'delete.retention.ms': long(86400000, atLeast(0)),
  'file.delete.delay.ms': long(60000, atLeast(0)),
  'flush.messages': long(LONG_MAX, atLeast(0)),
  'flush.ms': long(LONG_MAX, atLeast(0)),
  'follower.replication.throttled.replicas': list([], throttledReplicas),
  'index.interval.bytes': int(4096, atLeast(0)),
  'leader.replication.throttled.replicas': list([], throttledReplicas),
  'max.compaction.lag.ms': long(LONG_MAX, atLeast(1)),
  'max.message.bytes': int(1048588, atLeast(0)),
  'message.downconversion.enable': boolean(true),
  'message.format.version': string('2.8-IV1', apiVersion),
  'message.timestamp.difference.max.ms': long(LONG_MAX, atLeast(0)),
  'message.timestamp.type': string('CreateTime', oneOf('CreateTime', 'LogAppendTime')),
  'min.cleanable.dirty.ratio': double(0.5, between(0, 1)),
  'min.compaction.lag.ms': long(0, atLeast(0)),
  'min.insync.replicas': int(1, atLeast(1)),
  preallocate: boolean(false),
  'retention.bytes': long(-1),
  'retention.ms': long(604800000, atLeast(-1)),
  'segment.bytes': int(1073741824, atLeast(14)),
  'segment.index.bytes': int(10485760, atLeast(0)),
  'segment.jitter.ms': long(0, atLeast(0)),
  'segment.ms': long(604800000, atLeast(1)),
  'unclean.leader.election.enable': boolean(false),
} as const satisfies ConfigKeys;
