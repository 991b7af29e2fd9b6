/**
 * Says an operator action as the command or verb that it stands for, so that every click shows what
 * a hand at a keyboard would have done.
 *
 * Mirrors: kill(1), the operator's vocabulary of this project for cables and power.
 */
import type { FaultRule } from '../kernel/fault-rules.ts';
import type { OperatorAction } from '../kernel/operator-action.ts';

/** One line, without a newline; the same in every language. */
export function actionText(action: OperatorAction): string {
  switch (action.type) {
    case 'operator.type':
      return action.text;
    case 'operator.interrupt':
      return '^C';
    case 'operator.endInput':
      return '^D';
    case 'operator.clearScreen':
      return '^L';
    case 'operator.complete':
      return `${action.line}\u21e5`;
    case 'operator.signal':
      return `kill -${action.signal} ${shortKey(action.key)}`;
    case 'operator.start':
      return `start ${action.host}: ${action.start.argv.join(' ')}`;
    case 'operator.restart':
      return `start ${shortKey(action.key)}`;
    case 'operator.powerOff':
      return `power off ${action.host}`;
    case 'operator.powerOn':
      return `power on ${action.host}`;
    case 'operator.addRule':
      return ruleText(action.rule);
    case 'operator.removeRule':
      return `undo ${action.id}`;
    case 'operator.resetConnection':
      return `reset connection ${action.connection}`;
    case 'operator.loseMessage':
      return `lose one message for ${action.delayMs} ms`;
    case 'operator.openTerminal':
      return `open a terminal on ${action.host}`;
    case 'operator.closeTerminal':
      return `close terminal ${action.terminal}`;
    case 'operator.writeFile':
      return `write ${action.host}:${action.path}`;
    case 'operator.removePath':
      return `rm -r ${action.host}:${action.path}`;
    case 'operator.makeFolder':
      return `mkdir ${action.host}:${action.path}`;
  }
}

/** A fault rule in words. */
export function ruleText(rule: FaultRule): string {
  switch (rule.kind) {
    case 'cut':
      return `cut ${rule.from} ${rule.isTwoWay ? '\u2194' : '\u2192'} ${rule.to}`;
    case 'latency':
      return `delay ${rule.from} \u2192 ${rule.to} by ${rule.extraMs} ms`;
    case 'loss':
      return `lose ${Math.round(rule.probability * 100)} % of ${rule.from} \u2192 ${rule.to}`;
    case 'slowDisk':
      return `slow disk on ${rule.host} by ${rule.extraMs} ms`;
    case 'fullDisk':
      return `full disk on ${rule.host}`;
  }
}

/** `zk1/QuorumPeerMain /opt/…/zoo.cfg` is `zk1/QuorumPeerMain` to a reader. */
function shortKey(key: string): string {
  const space = key.indexOf(' ');
  return space < 0 ? key : key.slice(0, space);
}
