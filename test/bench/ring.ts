/**
 * Worlds for measuring the kernel alone: nodes in a ring, each with a connection to the next and
 * some messages always under way. Nothing but the kernel costs anything here.
 */
import type { Behavior, HostSpec, KernelOptions, Message } from '../../src/engine/index.ts';

const PORT = 7000;

interface RingState {
  readonly received: number;
}

interface Token extends Message {
  readonly type: 'Token';
  readonly hops: number;
}

function isToken(message: Message): message is Token {
  return message.type === 'Token';
}

/** A node that passes every token on. Its name is its host; its argument is the next host. */
export function ringNode(tokens: number): Behavior<RingState> {
  return {
    name: 'ringNode',
    start: ({ argv }) => [
      { received: 0 },
      [
        { type: 'listen', port: PORT },
        { type: 'connect', token: 'next', host: argv[1]!, port: PORT },
      ],
    ],
    step(state, event) {
      if (event.type === 'message' && isToken(event.message)) {
        const { connection, message } = event;
        const back: Token = { type: 'Token', hops: message.hops + 1 };
        return [{ received: state.received + 1 }, [{ type: 'send', connection, message: back }]];
      }
      if (event.type === 'connection.opened' && event.token !== null) {
        const { connection } = event;
        const message: Token = { type: 'Token', hops: 0 };
        return [
          state,
          Array.from({ length: tokens }, () => ({ type: 'send', connection, message })),
        ];
      }
      if (event.type === 'connection.refused') {
        return [state, [{ type: 'setTimer', name: 'retry', delayMs: 10 }]];
      }
      return [state, []];
    },
  };
}

/** Options of a ring of `nodes` hosts running one program. */
export function ringOptions(nodes: number, node: Behavior): KernelOptions {
  const hosts = Array.from({ length: nodes }, (_unused, index): HostSpec => {
    const argv = ['ringNode', nameOf((index + 1) % nodes)];
    return {
      name: nameOf(index),
      ip: `10.0.${index >> 8}.${(index & 255) + 1}`,
      boot: [{ program: 'ringNode', argv }],
    };
  });
  return { seed: 1, hosts, programs: { ringNode: node as Behavior }, isStrict: true };
}

function nameOf(index: number): string {
  return `node${index}`;
}
