/**
 * Topics that come into being because somebody asks for them: ordinary ones, and those of the
 * coordinators.
 *
 * Mirrors: kafka.server.DefaultAutoTopicCreationManager without forwarding, 2.8.0: the broker that was
 * asked writes the topic into ZooKeeper itself, and answers that it has no leader yet.
 */
import { offsetsTopicConfigs } from '../group/group-coordinator.ts';
import type { CreatableTopic } from '../protocol/admin-topics.ts';
import type { MetadataResponseTopic } from '../protocol/metadata.ts';
import {
  GROUP_METADATA_TOPIC,
  TRANSACTION_STATE_TOPIC,
  isInternalTopic,
  topicNameFault,
} from '../protocol/topic-name.ts';
import { transactionTopicConfigs } from '../transaction/transaction-coordinator.ts';
import type { AdminOperation } from './admin-runner.ts';
import { startAdmin } from './admin-runner.ts';
import type { TopicResult } from './admin-state.ts';
import { topicSurroundings } from './admin-topics.ts';
import { respondMetadata, respondNoCoordinator } from './metadata-responses.ts';
import { ownPart } from './broker-changes.ts';
import type { BrokerState, BrokerTurn, RequestRef } from './broker-state.ts';
import type { TopicSurroundings } from './topic-operations.ts';
import { createTopics } from './topic-operations.ts';

/** What is answered when it is done. */
export type AutoCreationAnswer =
  | {
      readonly to: 'metadata';
      readonly ref: RequestRef;
      /** Topics of the same request that are there. */
      readonly known: readonly MetadataResponseTopic[];
    }
  | { readonly to: 'coordinator'; readonly ref: RequestRef };

export function autoCreateTopics(
  turn: BrokerTurn,
  names: readonly string[],
  then: AutoCreationAnswer,
): void {
  const { creating } = turn.state.admin;
  const refused = names.flatMap((name): readonly MetadataResponseTopic[] => {
    if (topicNameFault(name) !== null) return [topic(name, 'INVALID_TOPIC_EXCEPTION')];
    return creating.includes(name) ? [topic(name, 'UNKNOWN_TOPIC_OR_PARTITION')] : [];
  });
  const wanted = names.filter((name) => !refused.some((one) => one.name === name));
  if (wanted.length === 0) return answer(turn, then, refused);
  ownPart(turn, 'admin').creating = [...creating, ...wanted];
  startAdmin(turn, AUTO_CREATE_TOPICS, {
    topics: wanted.map((name) => creatableTopic(name, turn.state)),
    validateOnly: false,
    surroundings: topicSurroundings(turn),
    refused,
    then,
  });
}

export const AUTO_CREATE_TOPICS: AdminOperation<
  {
    readonly topics: readonly CreatableTopic[];
    readonly validateOnly: boolean;
    readonly surroundings: TopicSurroundings;
    readonly refused: readonly MetadataResponseTopic[];
    readonly then: AutoCreationAnswer;
  },
  readonly TopicResult[]
> = {
  name: 'autoCreateTopics',
  script: createTopics,
  done: (turn, { topics, refused, then }, results) => {
    const admin = ownPart(turn, 'admin');
    const made = new Set(topics.map(({ name }) => name));
    admin.creating = admin.creating.filter((name) => !made.has(name));
    const created = results.map(({ topic: name, error }) => {
      const isThere = error === 'NONE' || error === 'TOPIC_ALREADY_EXISTS';
      return topic(name, isThere ? 'LEADER_NOT_AVAILABLE' : error);
    });
    answer(turn, then, [...refused, ...created]);
  },
};

function answer(
  turn: BrokerTurn,
  then: AutoCreationAnswer,
  topics: readonly MetadataResponseTopic[],
): void {
  if (then.to === 'coordinator') respondNoCoordinator(turn, then.ref);
  else respondMetadata(turn, then.ref, [...then.known, ...topics]);
}

function topic(name: string, errorCode: MetadataResponseTopic['errorCode']): MetadataResponseTopic {
  return {
    errorCode,
    name,
    topicId: '',
    isInternal: isInternalTopic(name),
    partitions: [],
    topicAuthorizedOperations: -2147483648,
  };
}

function creatableTopic(name: string, state: BrokerState): CreatableTopic {
  const { values } = state.config;
  if (name === GROUP_METADATA_TOPIC) {
    return internalTopic(
      name,
      values['offsets.topic.num.partitions'],
      values['offsets.topic.replication.factor'],
      offsetsTopicConfigs(state),
    );
  }
  if (name === TRANSACTION_STATE_TOPIC) {
    return internalTopic(
      name,
      values['transaction.state.log.num.partitions'],
      values['transaction.state.log.replication.factor'],
      transactionTopicConfigs(state),
    );
  }
  return internalTopic(name, values['num.partitions'], values['default.replication.factor'], {});
}

function internalTopic(
  name: string,
  numPartitions: number,
  replicationFactor: number,
  configs: Readonly<Record<string, string>>,
): CreatableTopic {
  return {
    name,
    numPartitions,
    replicationFactor,
    assignments: [],
    configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
  };
}
