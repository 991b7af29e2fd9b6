/**
 * Error codes up to those of transactions.
 *
 * Mirrors: org.apache.kafka.common.protocol.Errors, 2.8.0: codes, names, exceptions, default messages.
 */
import type { KafkaError } from './error-kind.ts';
import { fatal, retriable } from './error-kind.ts';

export const OLDER_ERRORS = {
  UNKNOWN_SERVER_ERROR: fatal(
    -1,
    'UnknownServerException',
    'The server experienced an unexpected error when processing the request.',
  ),
  NONE: fatal(0, '', ''),
  OFFSET_OUT_OF_RANGE: fatal(
    1,
    'OffsetOutOfRangeException',
    'The requested offset is not within the range of offsets maintained by the server.',
  ),
  CORRUPT_MESSAGE: retriable(
    2,
    'CorruptRecordException',
    'This message has failed its CRC checksum, exceeds the valid size, has a null key for a compacted topic, or is otherwise corrupt.',
  ),
  UNKNOWN_TOPIC_OR_PARTITION: retriable(
    3,
    'UnknownTopicOrPartitionException',
    'This server does not host this topic-partition.',
  ),
  INVALID_FETCH_SIZE: fatal(4, 'InvalidFetchSizeException', 'The requested fetch size is invalid.'),
  LEADER_NOT_AVAILABLE: retriable(
    5,
    'LeaderNotAvailableException',
    'There is no leader for this topic-partition as we are in the middle of a leadership election.',
  ),
  NOT_LEADER_OR_FOLLOWER: retriable(
    6,
    'NotLeaderOrFollowerException',
    'For requests intended only for the leader, this error indicates that the broker is not the current leader. For requests intended for any replica, this error indicates that the broker is not a replica of the topic partition.',
  ),
  REQUEST_TIMED_OUT: retriable(7, 'TimeoutException', 'The request timed out.'),
  BROKER_NOT_AVAILABLE: fatal(8, 'BrokerNotAvailableException', 'The broker is not available.'),
  REPLICA_NOT_AVAILABLE: retriable(
    9,
    'ReplicaNotAvailableException',
    'The replica is not available for the requested topic-partition. Produce/Fetch requests and other requests intended only for the leader or follower return NOT_LEADER_OR_FOLLOWER if the broker is not a replica of the topic-partition.',
  ),
  MESSAGE_TOO_LARGE: fatal(
    10,
    'RecordTooLargeException',
    'The request included a message larger than the max message size the server will accept.',
  ),
  STALE_CONTROLLER_EPOCH: fatal(
    11,
    'ControllerMovedException',
    'The controller moved to another broker.',
  ),
  OFFSET_METADATA_TOO_LARGE: fatal(
    12,
    'OffsetMetadataTooLarge',
    'The metadata field of the offset request was too large.',
  ),
  NETWORK_EXCEPTION: retriable(
    13,
    'NetworkException',
    'The server disconnected before a response was received.',
  ),
  COORDINATOR_LOAD_IN_PROGRESS: retriable(
    14,
    'CoordinatorLoadInProgressException',
    "The coordinator is loading and hence can't process requests.",
  ),
  COORDINATOR_NOT_AVAILABLE: retriable(
    15,
    'CoordinatorNotAvailableException',
    'The coordinator is not available.',
  ),
  NOT_COORDINATOR: retriable(16, 'NotCoordinatorException', 'This is not the correct coordinator.'),
  INVALID_TOPIC_EXCEPTION: fatal(
    17,
    'InvalidTopicException',
    'The request attempted to perform an operation on an invalid topic.',
  ),
  RECORD_LIST_TOO_LARGE: fatal(
    18,
    'RecordBatchTooLargeException',
    'The request included message batch larger than the configured segment size on the server.',
  ),
  NOT_ENOUGH_REPLICAS: retriable(
    19,
    'NotEnoughReplicasException',
    'Messages are rejected since there are fewer in-sync replicas than required.',
  ),
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: retriable(
    20,
    'NotEnoughReplicasAfterAppendException',
    'Messages are written to the log, but to fewer in-sync replicas than required.',
  ),
  INVALID_REQUIRED_ACKS: fatal(
    21,
    'InvalidRequiredAcksException',
    'Produce request specified an invalid value for required acks.',
  ),
  ILLEGAL_GENERATION: fatal(
    22,
    'IllegalGenerationException',
    'Specified group generation id is not valid.',
  ),
  INCONSISTENT_GROUP_PROTOCOL: fatal(
    23,
    'InconsistentGroupProtocolException',
    "The group member's supported protocols are incompatible with those of existing members or first group member tried to join with empty protocol type or empty protocol list.",
  ),
  INVALID_GROUP_ID: fatal(24, 'InvalidGroupIdException', 'The configured groupId is invalid.'),
  UNKNOWN_MEMBER_ID: fatal(
    25,
    'UnknownMemberIdException',
    'The coordinator is not aware of this member.',
  ),
  INVALID_SESSION_TIMEOUT: fatal(
    26,
    'InvalidSessionTimeoutException',
    'The session timeout is not within the range allowed by the broker (as configured by group.min.session.timeout.ms and group.max.session.timeout.ms).',
  ),
  REBALANCE_IN_PROGRESS: fatal(
    27,
    'RebalanceInProgressException',
    'The group is rebalancing, so a rejoin is needed.',
  ),
  INVALID_COMMIT_OFFSET_SIZE: fatal(
    28,
    'InvalidCommitOffsetSizeException',
    'The committing offset data size is not valid.',
  ),
  TOPIC_AUTHORIZATION_FAILED: fatal(
    29,
    'TopicAuthorizationException',
    'Topic authorization failed.',
  ),
  GROUP_AUTHORIZATION_FAILED: fatal(
    30,
    'GroupAuthorizationException',
    'Group authorization failed.',
  ),
  CLUSTER_AUTHORIZATION_FAILED: fatal(
    31,
    'ClusterAuthorizationException',
    'Cluster authorization failed.',
  ),
  INVALID_TIMESTAMP: fatal(
    32,
    'InvalidTimestampException',
    'The timestamp of the message is out of acceptable range.',
  ),
  UNSUPPORTED_SASL_MECHANISM: fatal(
    33,
    'UnsupportedSaslMechanismException',
    'The broker does not support the requested SASL mechanism.',
  ),
  ILLEGAL_SASL_STATE: fatal(
    34,
    'IllegalSaslStateException',
    'Request is not valid given the current SASL state.',
  ),
  UNSUPPORTED_VERSION: fatal(
    35,
    'UnsupportedVersionException',
    'The version of API is not supported.',
  ),
  TOPIC_ALREADY_EXISTS: fatal(36, 'TopicExistsException', 'Topic with this name already exists.'),
  INVALID_PARTITIONS: fatal(37, 'InvalidPartitionsException', 'Number of partitions is below 1.'),
  INVALID_REPLICATION_FACTOR: fatal(
    38,
    'InvalidReplicationFactorException',
    'Replication factor is below 1 or larger than the number of available brokers.',
  ),
  INVALID_REPLICA_ASSIGNMENT: fatal(
    39,
    'InvalidReplicaAssignmentException',
    'Replica assignment is invalid.',
  ),
  INVALID_CONFIG: fatal(40, 'InvalidConfigurationException', 'Configuration is invalid.'),
  NOT_CONTROLLER: retriable(
    41,
    'NotControllerException',
    'This is not the correct controller for this cluster.',
  ),
  INVALID_REQUEST: fatal(
    42,
    'InvalidRequestException',
    'This most likely occurs because of a request being malformed by the client library or the message was sent to an incompatible broker. See the broker logs for more details.',
  ),
  UNSUPPORTED_FOR_MESSAGE_FORMAT: fatal(
    43,
    'UnsupportedForMessageFormatException',
    'The message format version on the broker does not support the request.',
  ),
  POLICY_VIOLATION: fatal(
    44,
    'PolicyViolationException',
    'Request parameters do not satisfy the configured policy.',
  ),
  OUT_OF_ORDER_SEQUENCE_NUMBER: fatal(
    45,
    'OutOfOrderSequenceException',
    'The broker received an out of order sequence number.',
  ),
  DUPLICATE_SEQUENCE_NUMBER: fatal(
    46,
    'DuplicateSequenceException',
    'The broker received a duplicate sequence number.',
  ),
  INVALID_PRODUCER_EPOCH: fatal(
    47,
    'InvalidProducerEpochException',
    'Producer attempted to produce with an old epoch.',
  ),
  INVALID_TXN_STATE: fatal(
    48,
    'InvalidTxnStateException',
    'The producer attempted a transactional operation in an invalid state.',
  ),
  INVALID_PRODUCER_ID_MAPPING: fatal(
    49,
    'InvalidPidMappingException',
    'The producer attempted to use a producer id which is not currently assigned to its transactional id.',
  ),
  INVALID_TRANSACTION_TIMEOUT: fatal(
    50,
    'InvalidTxnTimeoutException',
    'The transaction timeout is larger than the maximum value allowed by the broker (as configured by transaction.max.timeout.ms).',
  ),
  CONCURRENT_TRANSACTIONS: fatal(
    51,
    'ConcurrentTransactionsException',
    'The producer attempted to update a transaction while another concurrent operation on the same transaction was ongoing.',
  ),
  TRANSACTION_COORDINATOR_FENCED: fatal(
    52,
    'TransactionCoordinatorFencedException',
    'Indicates that the transaction coordinator sending a WriteTxnMarker is no longer the current coordinator for a given producer.',
  ),
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: fatal(
    53,
    'TransactionalIdAuthorizationException',
    'Transactional Id authorization failed.',
  ),
} as const satisfies Readonly<Record<string, KafkaError>>;
