/**
 * Translates paths between a client that sees a part of the tree and the servers.
 *
 * Mirrors: ZooKeeper.prependChroot, Op.withChroot and the stripping in ClientCnxn, 3.8.0.
 */
import type { ClientReply, MultiOp, RequestBody } from '../protocol/client-messages.ts';

/** The path that the server knows. */
export function serverPath(chroot: string | null, path: string): string {
  if (chroot === null) return path;
  return path === '/' ? chroot : chroot + path;
}

/** The path that the client knows. */
export function clientPath(chroot: string | null, path: string): string {
  if (chroot === null) return path;
  if (path === chroot) return '/';
  return path.startsWith(chroot) ? path.slice(chroot.length) : path;
}

/** The request as it is sent. */
export function requestForServer(chroot: string | null, body: RequestBody): RequestBody {
  if (chroot === null) return body;
  switch (body.type) {
    case 'MultiRequest':
      return { ...body, ops: body.ops.map((op) => opForServer(chroot, op)) };
    case 'MultiReadRequest': {
      const ops = body.ops.map((op) => ({ ...op, path: serverPath(chroot, op.path) }));
      return { ...body, ops };
    }
    case 'DeleteRequest':
      // The root stays the root, so that deleting it fails as it does without a chroot.
      return body.path === '/' ? body : { ...body, path: serverPath(chroot, body.path) };
    case 'GetEphemeralsRequest':
    case 'WhoAmIRequest':
    case 'ReconfigRequest':
    case 'CloseSessionRequest':
      return body;
    default:
      return { ...body, path: serverPath(chroot, body.path) };
  }
}

function opForServer(chroot: string, op: MultiOp): MultiOp {
  return { ...op, path: serverPath(chroot, op.path) };
}

/** The reply as the client's owner sees it. */
export function replyForClient(chroot: string | null, reply: ClientReply): ClientReply {
  if (chroot === null) return reply;
  let result = reply;
  // As upstream: who creates the chroot itself is told the empty path.
  if (result.path !== undefined) result = { ...result, path: result.path.slice(chroot.length) };
  if (result.results !== undefined) {
    const results = result.results.map((each) =>
      each.type === 'create' ? { ...each, path: clientPath(chroot, each.path) } : each,
    );
    result = { ...result, results };
  }
  return result;
}
