/**
 * Reads a connection string: servers, ports and the optional chroot.
 *
 * Mirrors: org.apache.zookeeper.client.ConnectStringParser, 3.8.0.
 * Departs: IPv6 literals in brackets are not known.
 * Read next: host-provider.ts.
 */
import { javaInt } from '../../java/integers.ts';
import { invalidPathReason } from '../data/path-utils.ts';

/** Port of a server that is named without one. */
const DEFAULT_PORT = 2181;

/** One server of a connection string. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** A connection string taken apart. `text` is what was given. */
export interface ConnectString {
  readonly text: string;
  readonly servers: readonly ServerAddress[];
  /** Null when the client sees the whole tree. */
  readonly chroot: string | null;
}

/** What is wrong, as Java names it: exception class and message. */
export interface ConnectStringFault {
  readonly exception: string;
  readonly message: string;
}

/** Takes a connection string such as `zk1:2181,zk2:2181/app` apart. */
export function parseConnectString(text: string): ConnectString | ConnectStringFault {
  const slash = text.indexOf('/');
  const hostList = slash < 0 ? text : text.slice(0, slash);
  const path = slash < 0 ? '/' : text.slice(slash);
  const reason = invalidPathReason(path);
  if (reason !== null) {
    return { exception: 'java.lang.IllegalArgumentException', message: reason };
  }
  const servers: ServerAddress[] = [];
  for (const part of hostList.split(',')) {
    const name = part.trim();
    if (name === '') continue;
    const server = parseServer(name);
    if ('exception' in server) return server;
    servers.push(server);
  }
  if (servers.length === 0) {
    return {
      exception: 'java.lang.IllegalArgumentException',
      message: 'A HostProvider may not be empty!',
    };
  }
  return { text, servers, chroot: path === '/' ? null : path };
}

function parseServer(name: string): ServerAddress | ConnectStringFault {
  const colon = name.lastIndexOf(':');
  if (colon < 0) return { host: name, port: DEFAULT_PORT };
  const host = name.slice(0, colon);
  const digits = name.slice(colon + 1);
  if (digits === '') return { host, port: DEFAULT_PORT };
  const port = javaInt(digits);
  if (port === null) {
    const message = `For input string: "${digits}"`;
    return { exception: 'java.lang.NumberFormatException', message };
  }
  if (port < 0 || port > 0xffff) {
    const message = `port out of range:${port}`;
    return { exception: 'java.lang.IllegalArgumentException', message };
  }
  return { host, port };
}

/** True when `parseConnectString` found a fault. */
export function isConnectStringFault(
  parsed: ConnectString | ConnectStringFault,
): parsed is ConnectStringFault {
  return 'exception' in parsed;
}
