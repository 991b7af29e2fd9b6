/**
 * Constructs a client of the library, or says why it cannot be constructed.
 *
 * Mirrors: the constructors of KafkaProducer, KafkaConsumer and KafkaAdminClient, 2.8.0: what
 * bootstrap.servers lacks is wrapped, a wrong property is not.
 */
import { ConfigException } from '../../../engine/kafka/index.ts';
import { checkBootstrap } from './bootstrap.ts';
import type { ThrownException } from './calls.ts';
import type { ToolTurn } from './tool-state.ts';
import { answer, change, log } from './tool-state.ts';

type Kind = 'admin' | 'producer' | 'consumer';

const FAILURES: Readonly<Record<Kind, string>> = {
  admin: 'Failed to create new KafkaAdminClient',
  producer: 'Failed to construct kafka producer',
  consumer: 'Failed to construct kafka consumer',
};
const CONFIG_EXCEPTION = 'org.apache.kafka.common.config.ConfigException';

export interface ClientOptions {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly release: ToolTurn['state']['installation']['release'];
}

/** Answers the call: done, or thrown. */
export function openClient(
  turn: ToolTurn,
  kind: Kind,
  properties: Readonly<Record<string, string>>,
  open: (options: ClientOptions) => void,
): void {
  const { process, installation, clientCount } = turn.state;
  const servers = properties['bootstrap.servers'];
  if (servers !== undefined) {
    const { warnings, fault } = checkBootstrap(servers, turn.env.host);
    for (const text of warnings) log(turn, 'WARN', text, 'org.apache.kafka.clients.ClientUtils');
    if (fault !== null) {
      const exception = wrapped(kind, { exception: CONFIG_EXCEPTION, message: fault });
      return answer(turn, { type: 'thrown', exception });
    }
  }
  const name = `${kind}-${clientCount + 1}`;
  change(turn, { clientCount: clientCount + 1 });
  try {
    open({ name, properties, seed: process.seed, release: installation.release });
    answer(turn, { type: 'done' });
  } catch (error) {
    if (!(error instanceof ConfigException)) throw error;
    const { message } = error;
    const isOfCodec = message.startsWith('Unknown compression name');
    const name = isOfCodec ? 'java.lang.IllegalArgumentException' : CONFIG_EXCEPTION;
    const inner = { exception: name, message };
    const isWrapped = isOfCodec || message.startsWith('delivery.timeout.ms should');
    const exception = isWrapped ? wrapped(kind, inner) : inner;
    answer(turn, { type: 'thrown', exception });
  }
}

function wrapped(kind: Kind, cause: ThrownException): ThrownException {
  return {
    exception: 'org.apache.kafka.common.KafkaException',
    message: FAILURES[kind],
    cause,
  };
}

/** An exception of the library. */
interface LibraryException {
  readonly exception: string;
  readonly message: string;
  readonly cause?: LibraryException | null;
}

/** An exception of the library as the tools throw it. */
export function thrownBy({ exception, message, cause }: LibraryException): ThrownException {
  return { exception, message, cause: cause == null ? null : thrownBy(cause) };
}
