/** Places of kafka.admin.ConfigCommand in stack traces. */
import type { Frames } from '../java/exception.ts';

export function at(method: string, line: number): Frames {
  return [`kafka.admin.ConfigCommand$.${method}(ConfigCommand.scala:${line})`];
}
