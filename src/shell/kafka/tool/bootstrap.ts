/**
 * What a client's constructor says of its bootstrap.servers.
 *
 * Mirrors: org.apache.kafka.clients.ClientUtils.parseAndValidateAddresses, Utils.getHost and getPort, 2.8.0.
 */
import type { HostView } from '../../../engine/index.ts';

export interface BootstrapCheck {
  /** Lines at WARN of org.apache.kafka.clients.ClientUtils. */
  readonly warnings: readonly string[];
  /** ConfigException's message; null: there is somebody to ask. */
  readonly fault: string | null;
}

const HOST_PORT = /^.*?\[?([0-9a-zA-Z\-%._:]*)\]?:([0-9]+)$/;
const NAME = 'bootstrap.servers';

export function checkBootstrap(servers: string, host: HostView): BootstrapCheck {
  const warnings: string[] = [];
  let count = 0;
  const urls = servers.trim() === '' ? [] : servers.trim().split(/\s*,\s*/);
  for (const url of urls) {
    if (url === '') continue;
    const match = HOST_PORT.exec(url);
    if (match === null) return { warnings, fault: `Invalid url in ${NAME}: ${url}` };
    const name = match[1]!;
    if (Number(match[2]) > 65_535) return { warnings, fault: `Invalid port in ${NAME}: ${url}` };
    if (isAddress(name) || host.resolve(name) !== undefined) count++;
    else {
      warnings.push(
        `Couldn't resolve server ${url} from ${NAME} as DNS resolution failed for ${name}`,
      );
    }
  }
  if (count > 0) return { warnings, fault: null };
  return { warnings, fault: `No resolvable bootstrap urls given in ${NAME}` };
}

/** An address written as numbers. */
export function isAddress(name: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(name);
}
