/**
 * The addresses of bootstrap.servers.
 *
 * Mirrors: org.apache.kafka.clients.ClientUtils.parseAndValidateAddresses, Utils.getHost and getPort, 2.8.0.
 */
import type { Env } from '../../kernel/behavior.ts';
import { javaInt } from '../../java/integers.ts';
import { ConfigException } from '../config/config-def.ts';
import type { ClientLogLine } from './network-state.ts';

export interface BootstrapAddress {
  readonly host: string;
  readonly port: number;
}

const LOGGER = 'org.apache.kafka.clients.ClientUtils';
const HOST_AND_PORT = /^.*?\[?([0-9a-zA-Z\-%._:]*)\]?:([0-9]+)$/;
const PORT_MAX = 65535;

/**
 * Addresses whose host somebody knows, in the order given; lines for the others go to `log`. Throws
 * ConfigException when one is malformed, or none is left.
 */
export function parseBootstrapAddresses(
  urls: readonly string[],
  dnsLookup: string,
  env: Env,
  log: (line: ClientLogLine) => void,
): readonly BootstrapAddress[] {
  const addresses: BootstrapAddress[] = [];
  for (const url of urls) {
    if (url === '') continue;
    const { host, port } = parseUrl(url);
    const address =
      dnsLookup === 'resolve_canonical_bootstrap_servers_only'
        ? canonical(url, host, port, env)
        : { host, port };
    if (env.host.resolve(address.host) !== undefined) addresses.push(address);
    else log(unresolved(url, host));
  }
  if (addresses.length === 0) {
    throw new ConfigException('No resolvable bootstrap urls given in bootstrap.servers');
  }
  return addresses;
}

function parseUrl(url: string): BootstrapAddress {
  const match = HOST_AND_PORT.exec(url);
  if (match === null) throw new ConfigException(`Invalid url in bootstrap.servers: ${url}`);
  const port = javaInt(match[2]!);
  if (port === null || port > PORT_MAX) {
    throw new ConfigException(`Invalid port in bootstrap.servers: ${url}`);
  }
  return { host: match[1]!, port };
}

/** The name that a reverse look-up gives to the host's address. */
function canonical(url: string, host: string, port: number, env: Env): BootstrapAddress {
  const ip = env.host.resolve(host);
  if (ip === undefined) throw new ConfigException(`Unknown host in bootstrap.servers: ${url}`);
  return { host: env.host.nameOf(ip) ?? ip, port };
}

function unresolved(url: string, host: string): ClientLogLine {
  const text = `Couldn't resolve server ${url} from bootstrap.servers as DNS resolution failed for ${host}`;
  return { type: 'log', level: 'WARN', text, logger: LOGGER };
}
