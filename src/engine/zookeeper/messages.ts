/**
 * The table of all messages: how much each matters to somebody who watches, what tells it apart, and
 * what it names. An ACK names a zxid, and the PROPOSAL of that zxid named the znode and the session; a
 * request names no session, and its connection does.
 *
 * Read next: protocol/client-messages.ts, protocol/quorum-packets.ts.
 */
import type { Message } from '../kernel/events.ts';
import type { MessageWeight } from '../kernel/event-weight.ts';
import type { Facet, FacetKind, MessageKind, Subject } from '../world/system.ts';
import type { ClientReply, RequestBody } from './protocol/client-messages.ts';
import type { QuorumPacket } from './protocol/quorum-packets.ts';
import { toHexString } from './protocol/zxid.ts';
import { RESPONSE } from './server/final-request-processor.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Fields in which messages keep their paths, and lists of parts that have paths of their own. */
const PATHS = ['path', 'prefixPath'] as const;
const PATH_LISTS = [
  'paths2Delete',
  'dataWatches',
  'existWatches',
  'childWatches',
  'persistentWatches',
  'persistentRecursiveWatches',
] as const;
const PARTS = ['txn', 'header', 'body', 'request', 'ops', 'txns', 'results', 'touched'] as const;
const SESSIONS = ['sessionId', 'clientId'] as const;

export const facets: Readonly<Record<string, FacetKind>> = {
  kind: { matches: 'word', aliases: ['type'], example: 'PROPOSAL' },
  path: { matches: 'path', aliases: ['znode'], example: '/app' },
  zxid: { matches: 'number', aliases: [], example: '0x100000001' },
  session: { matches: 'number', aliases: [], example: '0x100000000000000' },
};

/** The facets of a message, each once. */
function about(message: Message): readonly Facet[] {
  const paths = new Set<string>();
  const sessions = new Set<string>();
  gather(message, paths, sessions);
  const zxid = zxidOf(message);
  return [
    ...[...paths].map((value) => ({ facet: 'path', value })),
    ...(zxid === '' ? [] : [{ facet: 'zxid', value: zxid }]),
    ...[...sessions].map((value) => ({ facet: 'session', value })),
  ];
}

function gather(value: unknown, paths: Set<string>, sessions: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const part of value) gather(part, paths, sessions);
    return;
  }
  const fields = value as Fields;
  for (const name of PATHS) if (typeof fields[name] === 'string') paths.add(fields[name]);
  for (const name of PATH_LISTS) {
    const list = fields[name];
    if (Array.isArray(list)) for (const path of list) paths.add(String(path));
  }
  for (const name of SESSIONS) {
    const id = fields[name];
    if (typeof id === 'bigint' && id !== 0n) sessions.add(toHexString(id));
  }
  for (const name of PARTS) gather(fields[name], paths, sessions);
}

function zxidOf(message: Message): string {
  const { zxid } = message as unknown as Fields;
  return typeof zxid === 'bigint' && zxid > 0n ? toHexString(zxid) : '';
}

/** The connection's session, the request of its xid, the transaction of its zxid. */
function subjects(message: Message): readonly Subject[] {
  const { xid, txn } = message as unknown as Fields;
  const zxid = zxidOf(message);
  const found: Subject[] = [];
  const isHandshake = message.type === 'ConnectRequest' || message.type === 'ConnectResponse';
  found.push({ scope: 'connection', key: 'session', tells: isHandshake });
  if (zxid !== '') found.push({ scope: 'run', key: `zxid ${zxid}`, tells: txn !== undefined });
  if (typeof xid === 'number' && xid > 0) {
    found.push({ scope: 'connection', key: `xid ${xid}`, tells: !isReply(message) });
  }
  return found;
}

function isReply(message: Message): boolean {
  return (message as unknown as Partial<ClientReply>).kind === 'reply';
}

function detail(message: Message): string {
  const fields = message as unknown as Fields;
  if (typeof fields['word'] === 'string') return fields['word'];
  if (typeof fields['path'] === 'string') return fields['path'];
  if (message.type === 'Notification') return `→ ${String(fields['leader'])}`;
  const { request } = fields;
  if (typeof request === 'object' && request !== null && 'type' in request) {
    return String((request as { type: unknown }).type);
  }
  return zxidOf(message);
}

function kind(weight: MessageWeight): MessageKind {
  return { weight, detail, about, subjects };
}

const NORMAL = kind('normal');
/** Of a leader and its learners, of a client and its server. */
const HEARTBEAT = kind('heartbeat');

const REQUESTS: Readonly<Record<RequestBody['type'], MessageKind>> = {
  CreateRequest: NORMAL,
  DeleteRequest: NORMAL,
  SetDataRequest: NORMAL,
  GetDataRequest: NORMAL,
  ExistsRequest: NORMAL,
  GetChildrenRequest: NORMAL,
  GetChildren2Request: NORMAL,
  GetAllChildrenNumberRequest: NORMAL,
  GetEphemeralsRequest: NORMAL,
  GetACLRequest: NORMAL,
  SetACLRequest: NORMAL,
  SyncRequest: NORMAL,
  MultiRequest: NORMAL,
  MultiReadRequest: NORMAL,
  AddWatchRequest: NORMAL,
  RemoveWatchesRequest: NORMAL,
  CheckWatchesRequest: NORMAL,
  WhoAmIRequest: NORMAL,
  ReconfigRequest: NORMAL,
  CloseSessionRequest: NORMAL,
};

const PACKETS: Readonly<Record<Exclude<QuorumPacket['type'], 'PING'>, MessageKind>> = {
  FOLLOWERINFO: NORMAL,
  OBSERVERINFO: NORMAL,
  LEADERINFO: NORMAL,
  ACKEPOCH: NORMAL,
  DIFF: NORMAL,
  TRUNC: NORMAL,
  SNAP: NORMAL,
  NEWLEADER: NORMAL,
  UPTODATE: NORMAL,
  ACK: NORMAL,
  PROPOSAL: NORMAL,
  COMMIT: NORMAL,
  COMMITANDACTIVATE: NORMAL,
  INFORM: NORMAL,
  INFORMANDACTIVATE: NORMAL,
  REQUEST: NORMAL,
  SYNC: NORMAL,
  REVALIDATE: NORMAL,
};

export const messages: Readonly<Record<string, MessageKind>> = {
  ConnectRequest: NORMAL,
  ...REQUESTS,
  ...Object.fromEntries(Object.values(RESPONSE).map((response) => [response, NORMAL])),
  AuthRequest: NORMAL,
  AuthResponse: NORMAL,
  SetWatches2: NORMAL,
  WatcherEvent: NORMAL,
  FourLetterWord: NORMAL,
  FourLetterAnswer: NORMAL,
  InitialMessage: NORMAL,
  Notification: NORMAL,
  ...PACKETS,
  PING: HEARTBEAT,
  PingRequest: HEARTBEAT,
  PingResponse: HEARTBEAT,
};
