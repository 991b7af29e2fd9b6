/**
 * A ZooKeeper of a few lines for tools that run without a world: znodes in a map, answered at once.
 */
import type { ToolCall, ToolResult, ZkAnswer } from '../../../../src/shell/kafka/tool/calls.ts';
import type { Answer } from './run-tool.ts';

const OK = 0;
const NO_NODE = -101;
const NODE_EXISTS = -110;

interface Request {
  readonly type: string;
  readonly path: string;
  readonly data?: string | null;
  readonly mode?: string;
}

/** Parents are made by themselves. */
export function fakeZk(
  nodes: Map<string, string | null>,
  otherwise: Answer = () => undefined,
): Answer {
  let sequence = 0;
  const isThere = (path: string): boolean =>
    nodes.has(path) || [...nodes.keys()].some((other) => other.startsWith(`${path}/`));
  const failed = (err: number): ZkAnswer => ({ err, reply: null });
  const replied = (reply: object): ZkAnswer => ({ err: OK, reply: reply as ZkAnswer['reply'] });
  function reply({ type, path, data = null, mode }: Request): ZkAnswer {
    switch (type) {
      case 'GetDataRequest':
        if (!isThere(path)) return failed(NO_NODE);
        return replied({ data: nodes.get(path) ?? null, stat: { version: 0 } });
      case 'ExistsRequest':
        return isThere(path) ? replied({ stat: { version: 0 } }) : failed(NO_NODE);
      case 'GetChildren2Request': {
        if (!isThere(path)) return failed(NO_NODE);
        const below = [...nodes.keys()].filter((other) => other.startsWith(`${path}/`));
        const names = below.map((other) => other.slice(path.length + 1).split('/')[0]!);
        return replied({ children: [...new Set(names)] });
      }
      case 'CreateRequest': {
        const isNumbered = mode === 'PERSISTENT_SEQUENTIAL';
        const full = isNumbered ? path + String(sequence++).padStart(10, '0') : path;
        if (isThere(full)) return failed(NODE_EXISTS);
        nodes.set(full, data);
        return replied({ path: full });
      }
      case 'SetDataRequest':
        if (!isThere(path)) return failed(NO_NODE);
        nodes.set(path, data);
        return replied({ stat: { version: 1 } });
      case 'DeleteRequest':
        return nodes.delete(path) ? replied({}) : failed(NO_NODE);
      default:
        throw new Error(`unexpected: ${type}`);
    }
  }
  return (call: ToolCall): ToolResult | undefined => {
    if (call.type === 'zk.awaitConnected') return { type: 'flag', value: true };
    if (call.type === 'zk.requests') {
      return { type: 'zk', replies: call.requests.map((request) => reply(request as never)) };
    }
    return otherwise(call);
  };
}

/** A broker's registration. */
export function registration(id: number, rack: string | null = null): string {
  const host = `192.168.8.${11 + id}`;
  const racks = rack === null ? '' : `"rack":"${rack}",`;
  return `{"features":{},"listener_security_protocol_map":{"PLAINTEXT":"PLAINTEXT"},"endpoints":["PLAINTEXT://${host}:9092"],${racks}"jmx_port":-1,"port":9092,"host":"${host}","version":5,"timestamp":"1795236731421"}`;
}
