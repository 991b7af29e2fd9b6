/**
 * What tools ask of a cluster: the methods of upstream's admin client, each a generator of rounds of calls.
 *
 *     const [{ result }] = yield* createTopics([{ name: 't', … }]);
 *     if (result.exception !== null) … result.exception.message …
 *
 * Mirrors: org.apache.kafka.clients.admin.KafkaAdminClient, 2.8.0.
 * Read next: admin/admin-method.ts (how they are run), admin.ts.
 */
export * from './admin/acl-methods.ts';
export * from './admin/admin-method.ts';
export * from './admin/cluster-methods.ts';
export * from './admin/config-methods.ts';
export * from './admin/group-methods.ts';
export * from './admin/record-methods.ts';
export * from './admin/topic-methods.ts';
