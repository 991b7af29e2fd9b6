/**
 * What a command of zkCli.sh may throw, and the words it becomes.
 *
 * Mirrors: org.apache.zookeeper.cli.CliException and its kin, KeeperException, 3.8.0.
 */
import { ErrorCode, javaInt, keeperExceptionMessage } from '../../../engine/zookeeper/index.ts';

/** A command failed: the message is printed, the exit code kept. */
export class CliException extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The server (or the lost connection) said no. `path` is the client's path. */
export class KeeperException extends Error {
  readonly code: number;
  readonly path: string | null;
  constructor(code: number, path: string | null) {
    super(keeperExceptionMessage(code, path));
    this.code = code;
    this.path = path;
  }
}

/** Java's IllegalArgumentException: most commands turn it into their own message. */
export class IllegalArgument extends Error {}

/**
 * An exception that nobody catches: the Java program ends with exit code 1. With an exit code of its
 * own it was caught, its trace printed, and the program left.
 */
export class Crash extends Error {
  readonly exception: string;
  readonly exitCode: number | null;
  constructor(exception: string, message: string, exitCode: number | null = null) {
    super(message);
    this.exception = exception;
    this.exitCode = exitCode;
  }
}

/** Integer.parseInt where nobody catches the NumberFormatException. */
export function parseIntOrCrash(text: string): number {
  const value = javaInt(text);
  if (value !== null) return value;
  throw new Crash('java.lang.NumberFormatException', `For input string: "${text}"`);
}

/** CliWrapperException's words for a KeeperException. */
export function wrapperMessage(exception: KeeperException): string {
  const path = exception.path ?? 'null';
  switch (exception.code) {
    case ErrorCode.NONODE:
      return `Node does not exist: ${path}`;
    case ErrorCode.NOCHILDRENFOREPHEMERALS:
      return `Ephemerals cannot have children: ${path}`;
    case ErrorCode.NODEEXISTS:
      return `Node already exists: ${path}`;
    case ErrorCode.NOTEMPTY:
      return `Node not empty: ${path}`;
    case ErrorCode.NOTREADONLY:
      return `Not a read-only call: ${path}`;
    case ErrorCode.INVALIDACL:
      return `Acl is not valid : ${path}`;
    case ErrorCode.NOAUTH:
      return `Insufficient permission : ${path}`;
    case ErrorCode.BADARGUMENTS:
      return `Arguments are not valid : ${path}`;
    case ErrorCode.BADVERSION:
      return `version No is not valid : ${path}`;
    case ErrorCode.RECONFIGINPROGRESS:
      return 'Another reconfiguration is in progress -- concurrent reconfigs not supported (yet)';
    case ErrorCode.NEWCONFIGNOQUORUM:
      return (
        'No quorum of new config is connected and up-to-date with the leader of last committed ' +
        'config - try invoking reconfiguration after new servers are connected and synced'
      );
    case ErrorCode.QUOTAEXCEEDED:
      return `Quota has exceeded : ${path}`;
    default:
      return exception.message;
  }
}
