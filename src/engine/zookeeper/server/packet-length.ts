/**
 * How many bytes a packet takes on the wire: requests above jute.maxbuffer are refused, and the sizes
 * of replies are counted.
 *
 * Mirrors: zookeeper.jute's records in BinaryOutputArchive, 3.8.0.
 * Departs: nothing a learner could notice; the requests of a multi are estimated.
 */
import { utf8Length } from '../data/data-node.ts';
import type { ClientReply, MultiResult, RequestBody } from '../protocol/client-messages.ts';
import type { Acl } from '../protocol/records.ts';

/** Xid, zxid and err. */
export const REPLY_HEADER_BYTES = 16;
/** A Stat record. */
export const STAT_BYTES = 68;
const REQUEST_HEADER = 8;
/** Type, whether it is the last, and err. */
const MULTI_HEADER = 9;

/** A reply with its header. */
export function replyBytes(reply: ClientReply): number {
  let bytes = REPLY_HEADER_BYTES;
  if (reply.stat !== undefined) bytes += STAT_BYTES;
  if (reply.data !== undefined) bytes += stringBytes(reply.data);
  if (reply.path !== undefined) bytes += stringBytes(reply.path);
  if (reply.children !== undefined) bytes += listBytes(reply.children);
  if (reply.ephemerals !== undefined) bytes += listBytes(reply.ephemerals);
  if (reply.totalNumber !== undefined) bytes += 4;
  if (reply.acl !== undefined) bytes += aclBytes(reply.acl);
  if (reply.clientInfo !== undefined) {
    bytes += 4;
    for (const { authScheme, user } of reply.clientInfo) {
      bytes += stringBytes(authScheme) + stringBytes(user);
    }
  }
  // An ErrorResponse says that there is no error.
  if (reply.type === 'AddWatchResponse') bytes += 4;
  if (reply.results !== undefined) {
    // One more header closes the list.
    bytes += MULTI_HEADER;
    for (const result of reply.results) bytes += MULTI_HEADER + resultBytes(result);
  }
  return bytes;
}

function resultBytes(result: MultiResult): number {
  switch (result.type) {
    case 'create':
      return stringBytes(result.path) + (result.stat === undefined ? 0 : STAT_BYTES);
    case 'setData':
      return STAT_BYTES;
    case 'getData':
      return stringBytes(result.data) + STAT_BYTES;
    case 'getChildren':
      return listBytes(result.children);
    case 'error':
      return 4;
    case 'delete':
    case 'check':
      return 0;
  }
}

/** A watch event with its header. */
export function eventBytes(path: string): number {
  return REPLY_HEADER_BYTES + 8 + stringBytes(path);
}

/** A request with its header. */
export function requestBytes(body: RequestBody): number {
  // What is asked most often, by itself: to ask each body for each field costs more than all the rest.
  switch (body.type) {
    case 'SetDataRequest':
      return REQUEST_HEADER + stringBytes(body.path) + stringBytes(body.data) + 4;
    case 'GetDataRequest':
    case 'ExistsRequest':
      return REQUEST_HEADER + stringBytes(body.path) + 1;
    default:
      return bytesByField(body);
  }
}

function bytesByField(body: RequestBody): number {
  let bytes = REQUEST_HEADER;
  if ('path' in body) bytes += stringBytes(body.path);
  if ('data' in body) bytes += stringBytes(body.data);
  if ('acl' in body) bytes += aclBytes(body.acl);
  if ('version' in body) bytes += 4;
  if ('mode' in body) bytes += 4;
  if ('ttlMs' in body && body.ttlMs !== undefined) bytes += 8;
  if ('prefixPath' in body) bytes += stringBytes(body.prefixPath);
  if ('watcherType' in body) bytes += 4;
  if ('watch' in body) bytes += 1;
  if (body.type === 'ReconfigRequest') {
    const { joiningServers, leavingServers, newMembers } = body;
    for (const text of [joiningServers, leavingServers, newMembers]) bytes += stringBytes(text);
    bytes += 8;
  }
  if (body.type === 'MultiRequest') {
    for (const op of body.ops) {
      bytes += MULTI_HEADER + stringBytes(op.path);
      if ('data' in op) bytes += stringBytes(op.data);
    }
  }
  return bytes;
}

function stringBytes(text: string | null): number {
  return 4 + utf8Length(text);
}

function listBytes(texts: readonly string[]): number {
  let bytes = 4;
  for (const text of texts) bytes += stringBytes(text);
  return bytes;
}

function aclBytes(acl: readonly Acl[]): number {
  let bytes = 4;
  for (const { id } of acl) bytes += 4 + stringBytes(id.scheme) + stringBytes(id.id);
  return bytes;
}
