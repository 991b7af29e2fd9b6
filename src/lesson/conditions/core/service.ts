/**
 * Conditions over servers, whatever they serve.
 */
import { roleOf } from '../../../engine/index.ts';
import type { World } from '../../../engine/index.ts';
import type { Condition } from '../../condition.ts';
import { overState } from '../../condition.ts';
import { fill, t } from '../../text.ts';

const notReady = t(
  '{count} of {wanted} servers serve clients.',
  '目前有 {count} / {wanted} 台服务器在为客户端服务。',
);

/** Every server that starts with its host serves its clients. */
export function allServe(): Condition {
  return overState(
    'allServe',
    ({ world }) => servingCount(world) >= bootCount(world),
    ({ world }) => fill(notReady, { count: servingCount(world), wanted: bootCount(world) }),
  );
}

function bootCount({ hosts }: World): number {
  let count = 0;
  for (const { boot } of hosts.values()) count += boot.length;
  return count;
}

function servingCount({ processes }: World): number {
  let count = 0;
  for (const process of processes.values()) {
    if (process.isDaemon && process.status === 'running' && roleOf(process).isServing) count++;
  }
  return count;
}
