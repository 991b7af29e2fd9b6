/**
 * Opens a client of the library; an exception comes as its constructor throws it.
 *
 * Mirrors: the constructors of KafkaProducer, KafkaConsumer and KafkaAdminClient, 2.8.0.
 * Read next: open-client.ts.
 */
import { configFrames } from '../java/config-frames.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException } from '../java/exception.ts';
import type { ThrownException } from './calls.ts';
import type { ToolScript } from './tool.ts';

type Properties = Readonly<Record<string, string>>;

/** The frames of a constructor. */
interface Constructor {
  /** Of what it lets pass: a wrong value. */
  readonly config: Frames;
  /** Of what it wraps. */
  readonly wrapper: string;
  /** Where it reads the addresses. */
  readonly addresses: string;
  readonly callers: Frames;
}

/** How a client is made: of properties, or of these and (de)serializers. */
type Signature = 'properties' | 'serializers';

const CLIENTS = 'org.apache.kafka.clients';
const PRODUCER = `${CLIENTS}.producer.KafkaProducer.<init>(KafkaProducer.java`;
const CONSUMER = `${CLIENTS}.consumer.KafkaConsumer.<init>(KafkaConsumer.java`;
const ADMIN = `${CLIENTS}.admin.KafkaAdminClient.createInternal(KafkaAdminClient.java`;
const ABSTRACT = 'org.apache.kafka.common.config.AbstractConfig.<init>(AbstractConfig.java';

const CONSTRUCTORS: Readonly<Record<'admin' | 'producer' | 'consumer', Constructor>> = {
  producer: {
    config: [
      `${ABSTRACT}:129)`,
      `${CLIENTS}.producer.ProducerConfig.<init>(ProducerConfig.java:536)`,
    ],
    wrapper: `${PRODUCER}:440)`,
    addresses: `${PRODUCER}:414)`,
    callers: [`${PRODUCER}:291)`, `${PRODUCER}:318)`],
  },
  consumer: {
    config: [
      `${ABSTRACT}:129)`,
      `${CLIENTS}.consumer.ConsumerConfig.<init>(ConsumerConfig.java:640)`,
    ],
    wrapper: `${CONSUMER}:823)`,
    addresses: `${CONSUMER}:731)`,
    callers: [`${CONSUMER}:665)`, `${CONSUMER}:646)`],
  },
  admin: {
    config: [
      `${ABSTRACT}:142)`,
      `${CLIENTS}.admin.AdminClientConfig.<init>(AdminClientConfig.java:233)`,
    ],
    wrapper: `${ADMIN}:540)`,
    addresses: `${ADMIN}:494)`,
    callers: [`${CLIENTS}.admin.Admin.create(Admin.java:134)`],
  },
};

export function* openProducer(
  properties: Properties,
  signature: Signature = 'properties',
): ToolScript<void> {
  const result = yield { type: 'producer.open', properties };
  if (result.type !== 'thrown') return;
  const thrown = constructed(CONSTRUCTORS.producer, result.exception);
  if (signature === 'properties') thrown.passThrough([`${PRODUCER}:303)`]);
  throw thrown;
}

export function* openConsumer(
  properties: Properties,
  signature: Signature = 'serializers',
): ToolScript<void> {
  const result = yield { type: 'consumer.open', properties };
  if (result.type !== 'thrown') return;
  const thrown = constructed(CONSTRUCTORS.consumer, result.exception);
  if (signature === 'properties') thrown.passThrough([`${CONSUMER}:626)`]);
  throw thrown;
}

export function* openAdmin(properties: Properties): ToolScript<void> {
  const result = yield { type: 'admin.open', properties };
  if (result.type === 'thrown') throw constructed(CONSTRUCTORS.admin, result.exception);
}

function constructed(
  { config, wrapper, addresses, callers }: Constructor,
  { exception, message, cause }: ThrownException,
): JavaException {
  const isWrapped = cause != null;
  const inner = isWrapped
    ? new JavaException(cause.exception, cause.message, {
        frames: causeFrames(cause.message ?? '', addresses),
      })
    : null;
  const thrown = new JavaException(exception, message, {
    cause: inner,
    frames: isWrapped ? [wrapper] : [...configFrames(message ?? ''), ...config],
  });
  thrown.passThrough(callers);
  return thrown;
}

/** What is wrapped, by what it says. */
function causeFrames(message: string, addresses: string): Frames {
  if (message.startsWith('delivery.timeout.ms')) {
    return [
      `${CLIENTS}.producer.KafkaProducer.configureDeliveryTimeout(KafkaProducer.java:500)`,
      `${PRODUCER}:397)`,
    ];
  }
  if (message.startsWith('Unknown compression name')) {
    return [
      'org.apache.kafka.common.record.CompressionType.forName(CompressionType.java:191)',
      `${PRODUCER}:394)`,
    ];
  }
  const line = message.startsWith('No resolvable')
    ? 89
    : message.startsWith('Invalid url')
      ? 59
      : 82;
  const utils = `${CLIENTS}.ClientUtils.parseAndValidateAddresses(ClientUtils.java`;
  return [`${utils}:${line})`, `${utils}:48)`, addresses];
}
