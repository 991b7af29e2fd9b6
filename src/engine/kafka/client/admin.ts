/**
 * The admin client, as pure functions for any program.
 *
 *     const turn = openAdmin({ name: 'admin', properties, seed }, env);
 *     adminCall(turn, { name: 'listTopics', target: { to: 'any' }, request }, 'my tag');
 *     // keep turn.state; for every event: adminEvent(adminTurn(state, env), event)
 *
 * Mirrors: org.apache.kafka.clients.admin.KafkaAdminClient, 2.8.0: a call is a request to the node that
 * it needs (any, the controller, a partition's leader, a group's coordinator, a given broker), repeated
 * until default.api.timeout.ms.
 * Departs: a call is one request of the protocol and its answer; what upstream's methods do with several
 * (describeConsumerGroups, listOffsets …) are functions in admin-calls.ts.
 * Read next: admin/admin-thread.ts.
 */
import type { Env } from '../../kernel/behavior.ts';
import type { Effect } from '../../kernel/effects.ts';
import type { NodeEvent } from '../../kernel/events.ts';
import { ownState } from '../../kernel/turn.ts';
import { ADMIN_KEYS } from '../config/client-keys.ts';
import type { ConfigValues } from '../config/config-def.ts';
import { ConfigException } from '../config/config-def.ts';
import { bootstrapAdminMetadata } from './admin/admin-metadata.ts';
import type { AdminCall } from './admin/admin-method.ts';
import type { AdminOptions, AdminState, AdminTurn } from './admin/admin-state.ts';
import { copyAdmin, logPrefixOf } from './admin/admin-state.ts';
import { runThread, wakeTimerOf } from './admin/admin-thread.ts';
import { beginWork, endWork, enqueue } from './admin/admin-work.ts';
import { firstCall } from './admin/call-results.ts';
import type { BootstrapAddress } from './bootstrap-addresses.ts';
import { parseBootstrapAddresses } from './bootstrap-addresses.ts';
import { ConstructionException } from './client-exception.ts';
import { deprecatedLines, parseClientConfig, startLines } from './client-config.ts';
import { bootstrapCluster } from './metadata-cluster.ts';
import type { ClientLogLine, Node } from './network-client.ts';
import { networkClient, networkEvent } from './network-client.ts';

export type { AdminCall, AdminException, AdminTarget } from './admin/admin-method.ts';
export type { AdminOptions, AdminOutcome, AdminState, AdminTurn } from './admin/admin-state.ts';

const CONFIG_CLASS = 'org.apache.kafka.clients.admin.AdminClientConfig';
const LOGGER = 'org.apache.kafka.clients.admin.KafkaAdminClient';
/** The network client's own limit: each request has a shorter one. */
const HOUR_MS = 3_600_000;

/**
 * Throws ConfigException for properties that upstream's constructor refuses: ConstructionException, which
 * is one, where upstream wraps it (`Failed to create new KafkaAdminClient`).
 */
export function openAdmin(options: AdminOptions, env: Env, effects: Effect[] = []): AdminTurn {
  const values = parseClientConfig(ADMIN_KEYS, options.properties);
  const lines: ClientLogLine[] = [...deprecatedLines(values)];
  try {
    const addresses = parseBootstrapAddresses(
      values['bootstrap.servers'],
      values['client.dns.lookup'],
      env,
      (line) => void lines.push(line),
    );
    const clientId = values['client.id'] || `adminclient-${options.sequence ?? 1}`;
    const timeoutMs = apiTimeoutMs(options, values, clientId, lines);
    const state = newAdmin(options, values, clientId, addresses, timeoutMs);
    const turn = adminTurn(state, env, effects);
    const { properties } = options;
    turn.outcomes.push(...lines);
    turn.outcomes.push(...startLines(ADMIN_KEYS, properties, CONFIG_CLASS, env.wallClockMs));
    advance(turn);
    return turn;
  } catch (error) {
    if (!(error instanceof ConfigException)) throw error;
    throw new ConstructionException('Failed to create new KafkaAdminClient', error, lines);
  }
}

type AdminValues = ConfigValues<typeof ADMIN_KEYS>;

function newAdmin(
  options: AdminOptions,
  values: AdminValues,
  clientId: string,
  addresses: readonly BootstrapAddress[],
  defaultApiTimeoutMs: number,
): AdminState {
  return {
    options,
    clientId,
    config: {
      requestTimeoutMs: values['request.timeout.ms'],
      defaultApiTimeoutMs,
      retries: values.retries,
      retryBackoffMs: values['retry.backoff.ms'],
      metadataMaxAgeMs: values['metadata.max.age.ms'],
    },
    network: networkClient({
      name: `${options.name}:network`,
      clientId,
      requestTimeoutMs: HOUR_MS,
      reconnectBackoffMs: values['reconnect.backoff.ms'],
      reconnectBackoffMaxMs: values['reconnect.backoff.max.ms'],
      connectionSetupTimeoutMs: values['socket.connection.setup.timeout.ms'],
      connectionSetupTimeoutMaxMs: values['socket.connection.setup.timeout.max.ms'],
      maxInFlightRequestsPerConnection: 1,
      connectionsMaxIdleMs: values['connections.max.idle.ms'],
      discoversVersions: true,
      logPrefix: logPrefixOf(clientId),
      seed: options.seed,
    }),
    metadata: bootstrapAdminMetadata(bootstrapCluster(addresses).nodes),
    nextCallId: 0,
    pending: [],
    toSend: [],
    inFlight: [],
    isClosing: false,
    isClosed: false,
    wakeAtMs: null,
  };
}

function apiTimeoutMs(
  { properties }: AdminOptions,
  values: AdminValues,
  clientId: string,
  lines: ClientLogLine[],
): number {
  const [name, limitName] = ['default.api.timeout.ms', 'request.timeout.ms'] as const;
  if (values[name] >= values[limitName]) return values[name];
  if (Object.hasOwn(properties, name)) {
    throw new ConfigException(
      `The specified value of ${name} must be no smaller than the value of ${limitName}.`,
    );
  }
  const text =
    `Overriding the default value for ${name} (0) ` +
    `with the explicitly configured request timeout ${values[limitName]}`;
  lines.push({
    type: 'log',
    level: 'WARN',
    text: `${logPrefixOf(clientId)} ${text}`,
    logger: LOGGER,
  });
  return values[limitName];
}

export function adminTurn(state: AdminState, env: Env, effects: Effect[] = []): AdminTurn {
  return { state, env, effects, owned: [], copy: copyAdmin, outcomes: [] };
}

/**
 * Makes a call. Retriable errors of the response (NOT_CONTROLLER, LEADER_NOT_AVAILABLE on the way to a
 * leader, COORDINATOR_… on the way to a coordinator) are repeated; all others are in the answer.
 */
export function adminCall(turn: AdminTurn, call: AdminCall, tag: unknown): void {
  const { nextCallId, config, isClosing } = turn.state;
  if (isClosing) {
    const exception = 'org.apache.kafka.common.errors.TimeoutException';
    const message = 'The AdminClient thread is not accepting new calls.';
    turn.outcomes.push({ type: 'failed', tag, exception: { exception, message, error: null } });
    return;
  }
  ownState(turn).nextCallId = nextCallId + 1;
  const timeoutMs = Math.max(0, call.timeoutMs ?? config.defaultApiTimeoutMs);
  const work = beginWork(turn);
  const first = firstCall({
    id: nextCallId,
    purpose: 'owner',
    call,
    goal: call,
    goalTries: 0,
    goalNextAllowedTryMs: null,
    deadlineMs: call.deadlineMs ?? turn.env.nowMs + timeoutMs,
    tries: 0,
    nextAllowedTryMs: null,
    isAborted: false,
    tag,
  });
  enqueue(work, first);
  runThread(work);
  endWork(work);
}

/** The nodes that metadata know. */
export function adminNodes({ metadata }: AdminState): readonly Node[] {
  return metadata.isBootstrap ? [] : metadata.nodes;
}

/** Takes no more calls; `closed` follows once those under way are over. */
export function closeAdmin(turn: AdminTurn): void {
  if (turn.state.isClosing) return;
  ownState(turn).isClosing = true;
  advance(turn);
}

/** Handles an event of the process; false when it is not this client's. */
export function adminEvent(turn: AdminTurn, event: NodeEvent): boolean {
  if (event.type === 'timer' && event.name === wakeTimerOf(turn.state.options.name)) {
    ownState(turn).wakeAtMs = null;
    advance(turn);
    return true;
  }
  const work = beginWork(turn);
  const isOwn = networkEvent(work.network, event);
  if (isOwn) runThread(work);
  endWork(work);
  return isOwn;
}

function advance(turn: AdminTurn): void {
  const work = beginWork(turn);
  runThread(work);
  endWork(work);
}
