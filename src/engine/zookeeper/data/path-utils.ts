/**
 * Which strings are znode paths, and upstream's words for those that are not.
 *
 * Mirrors: org.apache.zookeeper.common.PathUtils, 3.8.0.
 */

/** Why the path is not valid, in upstream's words; null when it is. */
export function invalidPathReason(path: string): string | null {
  if (path.length === 0) return 'Path length must be > 0';
  if (path[0] !== '/') return 'Path must start with / character';
  if (path.length === 1) return null;
  if (path.endsWith('/')) return 'Path must not end with / character';
  const reason = invalidCharacter(path);
  return reason === null ? null : `Invalid path string "${path}" caused by ${reason}`;
}

/** As `invalidPathReason`, for a path that gets a sequence number appended. */
export function invalidPathReasonForCreate(path: string, isSequential: boolean): string | null {
  return invalidPathReason(isSequential ? `${path}1` : path);
}

function invalidCharacter(path: string): string | null {
  let last = SLASH;
  for (let i = 1; i < path.length; i++) {
    const code = path.charCodeAt(i);
    if (code === 0) return `null character not allowed @${i}`;
    if (code === SLASH && last === SLASH) return `empty node name specified @${i}`;
    if (code === DOT) {
      const isEnd = i + 1 === path.length || path.charCodeAt(i + 1) === SLASH;
      const start = last === DOT ? i - 2 : i - 1;
      if (isEnd && path.charCodeAt(start) === SLASH) return `relative paths not allowed @${i}`;
    } else if (isForbidden(code)) return `invalid character @${i}`;
    last = code;
  }
  return null;
}

const SLASH = 0x2f;
const DOT = 0x2e;

function isForbidden(code: number): boolean {
  if (code > 0x1f && code < 0x7f) return false;
  return (
    code <= 0x1f ||
    (code >= 0x7f && code <= 0x9f) ||
    (code >= 0xd800 && code <= 0xf8ff) ||
    code >= 0xfff0
  );
}

/** The parent's path; the root is the parent of top-level nodes. */
export function parentPathOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

/** The last component. */
export function nodeNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The path of a child. */
export function childPath(path: string, name: string): string {
  return path === '/' ? `/${name}` : `${path}/${name}`;
}
