/**
 * How the simulated release names itself.
 *
 * Mirrors: org.apache.zookeeper.Version as Debian's package of 3.8.0 builds it; the golden transcripts
 * come from that build (the commit is a template that its build leaves unfilled).
 */

/** Version.getFullVersion. */
export const FULL_VERSION = '3.8.0-${mvngit.commit.id}, built on 2024-12-29 17:54 UTC';

/** What `zkServer.sh version` prints. */
export const VERSION_INFO = 'Apache ZooKeeper, version 3.8.0 2024-12-29 17:54 UTC';
