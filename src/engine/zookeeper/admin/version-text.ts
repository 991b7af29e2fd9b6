/**
 * How the simulated release names itself.
 *
 * Mirrors: org.apache.zookeeper.Version and VersionInfoMain of the release 3.8.0.
 */

const BUILD_DATE = '2022-02-25 08:49 UTC';

/** Version.getFullVersion. */
export const FULL_VERSION = `3.8.0-5a02a05eddb59aee6ac762f7ea82e92a68eb9c0f, built on ${BUILD_DATE}`;

/** What `zkServer.sh version` prints. */
export const VERSION_INFO = `Apache ZooKeeper, version 3.8.0 ${BUILD_DATE}`;
