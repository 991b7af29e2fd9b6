/**
 * Conditions over znodes: what exists, of which kind, with which value, on which server.
 */
import type { ZnodeDetails } from '../../../engine/zookeeper/index.ts';
import type { Condition, Moment } from '../../condition.ts';
import { overState } from '../../condition.ts';
import { authority, matchingPaths, ownerSentence, znodeOf } from './observation.ts';
import type { Text } from '../../text.ts';
import { fill, t } from '../../text.ts';

export interface ZnodeWish {
  readonly kind?: ZnodeDetails['kind'];
  /** Exactly this data; null is none. */
  readonly data?: string | null;
  /** It holds some data, whatever. */
  readonly hasData?: boolean;
  /** dataVersion at least this. */
  readonly version?: number;
  /** Seen by this host's server; default: by the one that knows most. */
  readonly on?: string;
  /** aclVersion at least this. */
  readonly aclVersion?: number;
  /** Exactly this many children now. */
  readonly children?: number;
  /** Exactly this many children were ever created below it. */
  readonly created?: number;
  /** At least this many paths match; default 1. */
  readonly count?: number;
}

const kinds: Readonly<Record<ZnodeDetails['kind'], Text>> = {
  persistent: t('persistent', '持久节点'),
  ephemeral: t('ephemeral', '临时节点'),
  container: t('a container', '容器节点'),
  ttl: t('a TTL node', 'TTL 节点'),
};

const noServer = t('No server is serving clients at the moment.', '目前没有服务器在为客户端服务。');
const noServerOn = t(
  'The server on `{host}` is not serving clients.',
  '`{host}` 上的服务器没有在为客户端服务。',
);
const absent = t('`{path}` does not exist yet.', '`{path}` 还不存在。');
const absentOn = t('`{path}` does not exist on `{host}` yet.', '`{host}` 上还没有 `{path}`。');
const tooFew = t(
  '{count} of {wanted} znodes like `{path}` exist.',
  '形如 `{path}` 的 znode 已有 {count} / {wanted} 个。',
);
const wrongKind = t(
  '`{path}` exists, but it is {is}; {wanted} is asked for.',
  '`{path}` 存在，但它是{is}；这里要的是{wanted}。',
);
const wrongData = t(
  '`{path}` holds `{is}`; `{wanted}` is asked for.',
  '`{path}` 的数据是 `{is}`；这里要的是 `{wanted}`。',
);
const oldVersion = t(
  'dataVersion of `{path}` is {is}; it has to reach {wanted}.',
  '`{path}` 的 dataVersion 是 {is}；需要达到 {wanted}。',
);

const oldAcl = t(
  'aclVersion of `{path}` is {is}; it has to reach {wanted}.',
  '`{path}` 的 aclVersion 是 {is}；需要达到 {wanted}。',
);
const noData = t('`{path}` holds no data.', '`{path}` 没有数据。');
const otherChildren = t(
  '`{path}` has {is} children; {wanted} are asked for.',
  '`{path}` 有 {is} 个子节点；这里要的是 {wanted} 个。',
);
const otherCreated = t(
  '{is} children were ever created below `{path}`; {wanted} are asked for.',
  '`{path}` 下一共创建过 {is} 个子节点；这里要的是 {wanted} 个。',
);

/** A znode (or, by a pattern, several) of this kind exists. */
export function znodeExists(path: string | RegExp, wish: ZnodeWish = {}): Condition {
  return overState(
    `znodeExists ${label(path)}`,
    (moment) => shortcoming(moment, path, wish) === null,
    (moment) => shortcoming(moment, path, wish) ?? absent,
  );
}

/** What keeps the wish from being true; null when it is. */
function shortcoming({ world }: Moment, path: string | RegExp, wish: ZnodeWish): Text | null {
  const server = authority(world, wish.on);
  if (server === undefined) {
    return wish.on === undefined ? noServer : fill(noServerOn, { host: wish.on });
  }
  const wanted = wish.count ?? 1;
  let count = 0;
  let reason: Text | null = null;
  for (const found of matchingPaths(server, path)) {
    const node = znodeOf(server, found);
    const wrong = node === undefined ? null : wrongness(node, wish);
    if (wrong === null) count++;
    else reason ??= wrong;
  }
  if (count >= wanted) return null;
  if (reason !== null) return reason;
  if (wanted > 1) return fill(tooFew, { path: label(path), count, wanted });
  return fill(wish.on === undefined ? absent : absentOn, {
    path: label(path),
    host: wish.on ?? '',
  });
}

function wrongness(node: ZnodeDetails, wish: ZnodeWish): Text | null {
  const { path } = node;
  const { kind, data, version, children, created } = wish;
  if (kind !== undefined && node.kind !== kind) {
    const [is, wanted] = [kinds[node.kind], kinds[kind]];
    return {
      en: fill(wrongKind, { path, is: is.en, wanted: wanted.en }).en,
      zh: fill(wrongKind, { path, is: is.zh, wanted: wanted.zh }).zh,
    };
  }
  if (data !== undefined && node.data !== data) {
    return fill(wrongData, { path, is: node.data ?? 'null', wanted: data ?? 'null' });
  }
  if (version !== undefined && node.stat.version < version) {
    return fill(oldVersion, { path, is: node.stat.version, wanted: version });
  }
  const { aversion } = node.stat;
  if (wish.aclVersion !== undefined && aversion < wish.aclVersion) {
    return fill(oldAcl, { path, is: aversion, wanted: wish.aclVersion });
  }
  if (wish.hasData === true && (node.data ?? '') === '') return fill(noData, { path });
  const { numChildren, cversion } = node.stat;
  if (children !== undefined && numChildren !== children) {
    return fill(otherChildren, { path, is: numChildren, wanted: children });
  }
  // cversion counts creations and deletions; what is not there any more was deleted once.
  const everCreated = (cversion + numChildren) / 2;
  if (created !== undefined && everCreated !== created) {
    return fill(otherCreated, { path, is: everCreated, wanted: created });
  }
  return null;
}

const stillThere = t(
  '`{path}` is still there, and it is persistent: only a delete removes it.',
  '`{path}` 还在，而且它是持久节点：只有 delete 才能移除它。',
);

/** A znode that existed since the lesson began is there no more. */
export function znodeGone(path: string, { on }: { on?: string } = {}): Condition<boolean> {
  const find = ({ world }: Moment) => {
    const server = authority(world, on);
    return server && { server, node: znodeOf(server, path) };
  };
  return {
    name: `znodeGone ${path}`,
    start: () => false,
    step: (hasExisted, moment) => hasExisted || find(moment)?.node !== undefined,
    isMet: (hasExisted, moment) => {
      if (!hasExisted) return false;
      const found = find(moment);
      return found !== undefined && found.node === undefined;
    },
    missing: (hasExisted, moment) => {
      const found = find(moment);
      if (found === undefined) return on === undefined ? noServer : fill(noServerOn, { host: on });
      if (!hasExisted || found.node === undefined) return fill(absent, { path });
      if (found.node.kind !== 'ephemeral') return fill(stillThere, { path });
      return ownerSentence(moment.world, path, found.node.stat.ephemeralOwner);
    },
  };
}

const present = t('`{path}` is there.', '`{path}` 还在。');

/** There is no such znode now. For use inside `inOrder` and `and`. */
export function znodeAbsent(path: string, { on }: { on?: string } = {}): Condition {
  return overState(
    `znodeAbsent ${path}`,
    ({ world }) => {
      const server = authority(world, on);
      return server !== undefined && znodeOf(server, path) === undefined;
    },
    ({ world }) => {
      const server = authority(world, on);
      const node = server && znodeOf(server, path);
      if (node?.kind !== 'ephemeral') return server ? fill(present, { path }) : noServer;
      return ownerSentence(world, path, node.stat.ephemeralOwner);
    },
  );
}

/** How a path or pattern is written in a sentence. */
function label(path: string | RegExp): string {
  return typeof path === 'string'
    ? path
    : path.source
        .replace(/\\\/|\^|\$/g, (part) => (part === '\\/' ? '/' : ''))
        .replace(/(\.\*?|\\d(\{10\}|\+))+/g, '…');
}
