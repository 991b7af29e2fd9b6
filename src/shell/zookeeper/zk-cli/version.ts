/**
 * The version that the tools name.
 *
 * Mirrors: org.apache.zookeeper.Version.getFullVersion of the release 3.8.0.
 */
export const FULL_VERSION =
  '3.8.0-5a02a05eddb59aee6ac762f7ea82e92a68eb9c0f, built on 2022-02-25 08:49 UTC';
