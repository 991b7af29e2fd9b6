/**
 * The door of ZooKeeper: what its shell programs, lessons and panels may use of the engine's part.
 *
 * Read next: system.ts.
 */
export { parseQuorumPeerConfig } from './admin/config.ts';
export { CONFIG_KEYS } from './admin/config-keys.ts';
export { ConfigError } from './admin/java-values.ts';
export { configOfFile } from './admin/quorum-verifier.ts';
export * from './admin/tools.ts';
export * from './client/index.ts';
export * from './scenario.ts';
export { SERVER_PROGRAM } from './server-program.ts';
export { zookeeper } from './system.ts';
export * from './views/client-view.ts';
export * from './views/server-view.ts';
