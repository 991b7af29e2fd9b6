/**
 * zkServer.sh status: finds the client port in the configuration and asks the server for its mode.
 *
 * Mirrors: the `status` branch of bin/zkServer.sh and FourLetterWordMain, 3.8.0.
 * Departs: TLS is not spoken, so a server with only a secure port does not answer.
 */
import type { ScriptOutput } from '../../program/script.ts';
import type { AdminScript } from './script-calls.ts';
import { readText } from './script-calls.ts';
import { grepValue } from './zk-env.ts';

/** Prints the port and the mode; gives the exit status. */
export function* status(config: string, output: ScriptOutput): AdminScript<number> {
  const grep = function* (key: RegExp, file = config): AdminScript<string> {
    const value = yield* grepValue(file, key);
    if (value === null) output.err(`grep: ${file}: No such file or directory\n`);
    return value ?? '';
  };
  let address = (yield* grep(/^\s*clientPortAddress[^a-zA-Z]/)) || 'localhost';
  let port = yield* grep(/^\s*clientPort[^a-zA-Z]/);
  if (!/^[0-9]+$/.test(port)) {
    const found = yield* dynamicClientPort(grep, output);
    const parts = /^\[(.*)\]:(.*)$|^(.*):([^:]*)$/.exec(found);
    if (parts !== null) {
      address = parts[1] ?? parts[3]!;
      port = parts[2] ?? parts[4]!;
    } else if (found !== '') port = found;
  }
  let isSecure = false;
  if (port === '') {
    output.out('Client port not found. Looking for secureClientPort in the static config.\n');
    port = yield* grep(/^\s*secureClientPort[^a-zA-Z]/);
    if (port === '') {
      output.out(
        'Unable to find either secure or unsecure client port in any configs. Terminating.\n',
      );
      return 1;
    }
    isSecure = true;
    address = (yield* grep(/^\s*secureClientPortAddress[^a-zA-Z]/)) || 'localhost';
  }
  output.out(`Client port found: ${port}. Client address: ${address}. Client SSL: ${isSecure}.\n`);
  const mode = isSecure ? '' : yield* askMode(address, port);
  if (mode !== '') {
    output.out(`${mode}\n`);
    return 0;
  }
  if (isSecure) output.out(secureNote(port));
  output.out('Error contacting service. It is probably not running.\n');
  return 1;
}

/** The client's part of this server's own line: `port` or `host:port`. */
function* dynamicClientPort(
  grep: (key: RegExp, file?: string) => AdminScript<string>,
  output: ScriptOutput,
): AdminScript<string> {
  const dataDir = yield* grep(/^\s*dataDir/);
  const myid = ((yield* readText(`${dataDir}/myid`)) ?? '').trim();
  if (!/^[0-9]+$/.test(myid)) {
    output.out(
      'myid could not be determined, will not able to locate clientPort in the server configs.\n',
    );
    return '';
  }
  const own = new RegExp(`^\\s*server.${myid}=.*;.*`);
  const afterSemicolon = (line: string): string => line.replace(/.*;/, '');
  let found = afterSemicolon(yield* grep(own));
  if (found === '') {
    output.out('Client port not found in static config file. Looking in dynamic config file.\n');
    const dynamicFile = yield* grep(/^\s*dynamicConfigFile/);
    found = afterSemicolon(yield* grep(own, dynamicFile));
  }
  if (found === '') output.out('Client port not found in the server configs\n');
  return found;
}

/** The line of `srvr` that tells the mode; empty when nobody answers. */
function* askMode(host: string, port: string): AdminScript<string> {
  const answer = (yield { type: 'ask', host, port: Number(port), word: 'srvr' }) as string | null;
  return (answer ?? '').split('\n').find((line) => line.includes('Mode')) ?? '';
}

function secureNote(port: string): string {
  return ` 
Note: We used secureClientPort (${port}) to establish connection, but we failed. The 'status'
  command establishes a client connection to the server to execute diagnostic commands. Please make sure you
  provided all the Client SSL connection related parameters in the CLIENT_JVMFLAGS environment variable! E.g.:
  CLIENT_JVMFLAGS="-Dzookeeper.clientCnxnSocket=org.apache.zookeeper.ClientCnxnSocketNetty
  -Dzookeeper.ssl.trustStore.location=/tmp/clienttrust.jks -Dzookeeper.ssl.trustStore.password=password
  -Dzookeeper.ssl.keyStore.location=/tmp/client.jks -Dzookeeper.ssl.keyStore.password=password
  -Dzookeeper.client.secure=true" ./zkServer.sh status
 
`;
}
