/**
 * The recorder's own producers and consumers: a program each, which is told one command at a time and
 * says what came of it.
 *
 * Read next: driver-program.ts.
 */
import type { Running } from '../system-cases.ts';
import type { KafkaWorld } from './hosts.ts';
import { addressOf, launchOn, shapeOf } from './hosts.ts';

/** Does one command; nothing is compared where the recorder just killed it. */
export function doDriverCommand(
  world: KafkaWorld,
  kind = '',
  name = '',
  command = '',
): Running | void {
  const actor = `driver:${name}`;
  if (command.startsWith('killed with SIGKILL')) {
    world.act({ type: 'operator.signal', key: String(world.programPid(actor)), signal: 'KILL' });
    return;
  }
  if (!world.hasProgram(actor)) {
    const { brokers } = shapeOf(world.golden);
    const servers = Array.from({ length: brokers }, (_, i) => `${addressOf(i + 1)}:9092`);
    world.startProgram(actor, launchOn('kafka1', ['driver', kind, servers.join(',')]), true);
    world.pass(100);
  }
  const before = world.unread(actor).length;
  world.typeLine(actor, plainCommand(command));
  return (there) => {
    const output = there.unread(actor).slice(before).join('');
    const hasEnded = /^(?:ok|ERR)\b[^\n]*\n/m.test(output);
    return { output, stderr: '', exitCode: hasEnded ? 0 : null };
  };
}

/** The sentences explain themselves in places; the driver needs the words alone. */
function plainCommand(command: string): string {
  return command
    .replace(/^send topic, partition [^:]*: /, 'send ')
    .replace(/^second producer with the same transactional\.id: open$/, 'open transactional.id=tx1')
    .replace(/^consumer /, 'open ');
}
