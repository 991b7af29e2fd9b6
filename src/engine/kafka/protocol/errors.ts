/**
 * The error codes that travel in responses.
 *
 * Mirrors: org.apache.kafka.common.protocol.Errors, 2.8.0: codes, names, exceptions, default messages.
 */

/** One constant of Errors. `exception` is the class in org.apache.kafka.common.errors. */
export interface KafkaError {
  readonly code: number;
  readonly exception: string;
  readonly message: string;
  readonly isRetriable: boolean;
}

function fatal(code: number, exception: string, message: string): KafkaError {
  return { code, exception, message, isRetriable: false };
}

function retriable(code: number, exception: string, message: string): KafkaError {
  return { code, exception, message, isRetriable: true };
}

export const ERRORS = {
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
  SECURITY_DISABLED: fatal(54, 'SecurityDisabledException', 'Security features are disabled.'),
  OPERATION_NOT_ATTEMPTED: fatal(
    55,
    'OperationNotAttemptedException',
    'The broker did not attempt to execute this operation. This may happen for batched RPCs where some operations in the batch failed, causing the broker to respond without trying the rest.',
  ),
  KAFKA_STORAGE_ERROR: retriable(
    56,
    'KafkaStorageException',
    'Disk error when trying to access log file on the disk.',
  ),
  LOG_DIR_NOT_FOUND: fatal(
    57,
    'LogDirNotFoundException',
    'The user-specified log directory is not found in the broker config.',
  ),
  SASL_AUTHENTICATION_FAILED: fatal(
    58,
    'SaslAuthenticationException',
    'SASL Authentication failed.',
  ),
  UNKNOWN_PRODUCER_ID: fatal(
    59,
    'UnknownProducerIdException',
    "This exception is raised by the broker if it could not locate the producer metadata associated with the producerId in question. This could happen if, for instance, the producer's records were deleted because their retention time had elapsed. Once the last records of the producerId are removed, the producer's metadata is removed from the broker, and future appends by the producer will return this exception.",
  ),
  REASSIGNMENT_IN_PROGRESS: fatal(
    60,
    'ReassignmentInProgressException',
    'A partition reassignment is in progress.',
  ),
  DELEGATION_TOKEN_AUTH_DISABLED: fatal(
    61,
    'DelegationTokenDisabledException',
    'Delegation Token feature is not enabled.',
  ),
  DELEGATION_TOKEN_NOT_FOUND: fatal(
    62,
    'DelegationTokenNotFoundException',
    'Delegation Token is not found on server.',
  ),
  DELEGATION_TOKEN_OWNER_MISMATCH: fatal(
    63,
    'DelegationTokenOwnerMismatchException',
    'Specified Principal is not valid Owner/Renewer.',
  ),
  DELEGATION_TOKEN_REQUEST_NOT_ALLOWED: fatal(
    64,
    'UnsupportedByAuthenticationException',
    'Delegation Token requests are not allowed on PLAINTEXT/1-way SSL channels and on delegation token authenticated channels.',
  ),
  DELEGATION_TOKEN_AUTHORIZATION_FAILED: fatal(
    65,
    'DelegationTokenAuthorizationException',
    'Delegation Token authorization failed.',
  ),
  DELEGATION_TOKEN_EXPIRED: fatal(
    66,
    'DelegationTokenExpiredException',
    'Delegation Token is expired.',
  ),
  INVALID_PRINCIPAL_TYPE: fatal(
    67,
    'InvalidPrincipalTypeException',
    'Supplied principalType is not supported.',
  ),
  NON_EMPTY_GROUP: fatal(68, 'GroupNotEmptyException', 'The group is not empty.'),
  GROUP_ID_NOT_FOUND: fatal(69, 'GroupIdNotFoundException', 'The group id does not exist.'),
  FETCH_SESSION_ID_NOT_FOUND: retriable(
    70,
    'FetchSessionIdNotFoundException',
    'The fetch session ID was not found.',
  ),
  INVALID_FETCH_SESSION_EPOCH: retriable(
    71,
    'InvalidFetchSessionEpochException',
    'The fetch session epoch is invalid.',
  ),
  LISTENER_NOT_FOUND: retriable(
    72,
    'ListenerNotFoundException',
    'There is no listener on the leader broker that matches the listener on which metadata request was processed.',
  ),
  TOPIC_DELETION_DISABLED: fatal(
    73,
    'TopicDeletionDisabledException',
    'Topic deletion is disabled.',
  ),
  FENCED_LEADER_EPOCH: retriable(
    74,
    'FencedLeaderEpochException',
    'The leader epoch in the request is older than the epoch on the broker.',
  ),
  UNKNOWN_LEADER_EPOCH: retriable(
    75,
    'UnknownLeaderEpochException',
    'The leader epoch in the request is newer than the epoch on the broker.',
  ),
  UNSUPPORTED_COMPRESSION_TYPE: fatal(
    76,
    'UnsupportedCompressionTypeException',
    'The requesting client does not support the compression type of given partition.',
  ),
  STALE_BROKER_EPOCH: fatal(77, 'StaleBrokerEpochException', 'Broker epoch has changed.'),
  OFFSET_NOT_AVAILABLE: retriable(
    78,
    'OffsetNotAvailableException',
    'The leader high watermark has not caught up from a recent leader election so the offsets cannot be guaranteed to be monotonically increasing.',
  ),
  MEMBER_ID_REQUIRED: fatal(
    79,
    'MemberIdRequiredException',
    'The group member needs to have a valid member id before actually entering a consumer group.',
  ),
  PREFERRED_LEADER_NOT_AVAILABLE: retriable(
    80,
    'PreferredLeaderNotAvailableException',
    'The preferred leader was not available.',
  ),
  GROUP_MAX_SIZE_REACHED: fatal(
    81,
    'GroupMaxSizeReachedException',
    'The consumer group has reached its max size.',
  ),
  FENCED_INSTANCE_ID: fatal(
    82,
    'FencedInstanceIdException',
    'The broker rejected this static consumer since another consumer with the same group.instance.id has registered with a different member.id.',
  ),
  ELIGIBLE_LEADERS_NOT_AVAILABLE: retriable(
    83,
    'EligibleLeadersNotAvailableException',
    'Eligible topic partition leaders are not available.',
  ),
  ELECTION_NOT_NEEDED: retriable(
    84,
    'ElectionNotNeededException',
    'Leader election not needed for topic partition.',
  ),
  NO_REASSIGNMENT_IN_PROGRESS: fatal(
    85,
    'NoReassignmentInProgressException',
    'No partition reassignment is in progress.',
  ),
  GROUP_SUBSCRIBED_TO_TOPIC: fatal(
    86,
    'GroupSubscribedToTopicException',
    'Deleting offsets of a topic is forbidden while the consumer group is actively subscribed to it.',
  ),
  INVALID_RECORD: fatal(
    87,
    'InvalidRecordException',
    'This record has failed the validation on broker and hence will be rejected.',
  ),
  UNSTABLE_OFFSET_COMMIT: retriable(
    88,
    'UnstableOffsetCommitException',
    'There are unstable offsets that need to be cleared.',
  ),
  THROTTLING_QUOTA_EXCEEDED: retriable(
    89,
    'ThrottlingQuotaExceededException',
    'The throttling quota has been exceeded.',
  ),
  PRODUCER_FENCED: fatal(
    90,
    'ProducerFencedException',
    'There is a newer producer with the same transactionalId which fences the current one.',
  ),
  RESOURCE_NOT_FOUND: fatal(
    91,
    'ResourceNotFoundException',
    'A request illegally referred to a resource that does not exist.',
  ),
  DUPLICATE_RESOURCE: fatal(
    92,
    'DuplicateResourceException',
    'A request illegally referred to the same resource twice.',
  ),
  UNACCEPTABLE_CREDENTIAL: fatal(
    93,
    'UnacceptableCredentialException',
    'Requested credential would not meet criteria for acceptability.',
  ),
  INCONSISTENT_VOTER_SET: fatal(
    94,
    'InconsistentVoterSetException',
    'Indicates that the either the sender or recipient of a voter-only request is not one of the expected voters',
  ),
  INVALID_UPDATE_VERSION: fatal(
    95,
    'InvalidUpdateVersionException',
    'The given update version was invalid.',
  ),
  FEATURE_UPDATE_FAILED: fatal(
    96,
    'FeatureUpdateFailedException',
    'Unable to update finalized features due to an unexpected server error.',
  ),
  PRINCIPAL_DESERIALIZATION_FAILURE: fatal(
    97,
    'PrincipalDeserializationException',
    'Request principal deserialization failed during forwarding. This indicates an internal error on the broker cluster security setup.',
  ),
  SNAPSHOT_NOT_FOUND: fatal(98, 'SnapshotNotFoundException', 'Requested snapshot was not found'),
  UNKNOWN_TOPIC_ID: retriable(
    100,
    'UnknownTopicIdException',
    'This server does not host this topic ID.',
  ),
  DUPLICATE_BROKER_REGISTRATION: fatal(
    101,
    'DuplicateBrokerRegistrationException',
    'This broker ID is already in use.',
  ),
  BROKER_ID_NOT_REGISTERED: fatal(
    102,
    'BrokerIdNotRegisteredException',
    'The given broker ID was not registered.',
  ),
  INCONSISTENT_TOPIC_ID: retriable(
    103,
    'InconsistentTopicIdException',
    "The log's topic ID did not match the topic ID in the request",
  ),
  INCONSISTENT_CLUSTER_ID: fatal(
    104,
    'InconsistentClusterIdException',
    'The clusterId in the request does not match that found on the server',
  ),
} as const satisfies Readonly<Record<string, KafkaError>>;

/** Upstream's constant: `NONE`, `NOT_LEADER_OR_FOLLOWER` … */
export type ErrorName = keyof typeof ERRORS;

/** The exception as Java prints it with a message of its own, or with the default one. */
export function exceptionText(error: ErrorName, message?: string | null): string {
  const { exception, message: usual } = ERRORS[error];
  return `${exceptionClass(exception)}: ${message ?? usual}`;
}

/** The full name of an exception's class. */
export function exceptionClass(exception: string): string {
  return `org.apache.kafka.common.errors.${exception}`;
}
