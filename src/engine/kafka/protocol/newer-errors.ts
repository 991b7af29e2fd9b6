/**
 * Error codes behind those of transactions.
 *
 * Mirrors: org.apache.kafka.common.protocol.Errors, 2.8.0: codes, names, exceptions, default messages.
 */
import type { KafkaError } from './error-kind.ts';
import { fatal, retriable } from './error-kind.ts';

export const NEWER_ERRORS = {
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
