/**
 * The process `recipe`: one ZooKeeper client that runs one recipe and prints what it does.
 *
 * Mirrors: nothing upstream; the recipes are those of the documentation, 3.8.0.
 * Departs: the program is the playground's own.
 * Read next: recipe-table.ts, recipe-calls.ts.
 */
import type { Behavior, Env, NodeEvent, ProcessInfo, Step, Turn } from '../../../engine/index.ts';
import type { ClientOutcome, ClientState, WatchedEvent } from '../../../engine/zookeeper/index.ts';
import {
  clientClose,
  clientEvent,
  clientRequest,
  clientTurn,
  isConnected,
  isConnectStringFault,
  openClient,
  parseConnectString,
  toHex,
} from '../../../engine/zookeeper/index.ts';
import type { RoutineRun, RoutineStep } from '../../../engine/index.ts';
import type { ScriptOutput } from '../../program/script.ts';
import { resumeScript, startScript } from '../../program/script.ts';
import type { RecipeCall, RecipeResult } from './recipe-calls.ts';
import { RecipeClient, RecipeFailure } from './recipe-calls.ts';
import { recipeNamed, recipeUsage } from './recipe-table.ts';

interface RecipeInput {
  readonly name: string;
  readonly args: readonly string[];
  readonly holdMs: number | null;
}

/** Plain data. */
export interface RecipeState {
  readonly client: ClientState | null;
  readonly run: RoutineRun<RecipeInput, RecipeResult> | null;
  /** What the recipe waits for. */
  readonly call: RecipeCall | null;
  readonly callCount: number;
  /** Watch events that nobody has waited for yet. */
  readonly events: readonly WatchedEvent[];
  readonly lines: number;
  readonly isInputEnded: boolean;
  readonly exitCode: number;
}

type RecipeTurn = Turn<RecipeState>;
type RecipeScriptStep = RoutineStep<RecipeInput, RecipeCall, RecipeResult, void>;

const SLEEP_TIMER = 'recipe:sleep';

/** The program. */
export const recipe: Behavior<RecipeState> = {
  name: 'recipe',
  start: startRecipe,
  step(state, event, env): Step<RecipeState> {
    const turn: RecipeTurn = { state, effects: [], env };
    handle(turn, event);
    return [turn.state, turn.effects];
  },
};

function* script({ name, args, holdMs }: RecipeInput, output: ScriptOutput) {
  const client = new RecipeClient(output);
  yield* client.session();
  yield* recipeNamed(name)!.run(client, args, { holdMs });
  yield { type: 'close' } as const;
}

function startRecipe(process: ProcessInfo, env: Env): Step<RecipeState> {
  const state: RecipeState = {
    client: null,
    run: null,
    call: null,
    callCount: 0,
    events: [],
    lines: 0,
    isInputEnded: false,
    exitCode: 0,
  };
  const turn: RecipeTurn = { state, effects: [], env };
  begin(turn, process);
  return [turn.state, turn.effects];
}

function begin(turn: RecipeTurn, process: ProcessInfo): void {
  const { environment, seed } = process;
  const words: string[] = [];
  let server = environment['ZK_SERVER'] ?? 'localhost:2181';
  let timeout = '10000';
  let hold: string | undefined;
  const argv = process.argv.slice(1);
  for (let i = 0; i < argv.length; i++) {
    if (argv[i] === '-server') server = argv[++i] ?? server;
    else if (argv[i] === '-timeout') timeout = argv[++i] ?? timeout;
    else if (argv[i] === '-hold') hold = argv[++i];
    else words.push(argv[i]!);
  }
  const [name = '', ...args] = words;
  const spec = recipeNamed(name);
  if (spec === undefined || args.length < spec.words) return refuse(turn, recipeUsage);
  const connect = parseConnectString(server);
  if (isConnectStringFault(connect)) return refuse(turn, `recipe: ${connect.message}\n`);
  const options = { name: 'zk', connect, sessionTimeoutMs: Number(timeout), seed };
  const pad = openClient(options, turn.env, turn.effects);
  turn.state = { ...turn.state, client: pad.state };
  const holdMs = hold === undefined ? null : Number(hold) * 1000;
  follow(turn, startScript(script, { name, args, holdMs }, printer(turn)));
}

function refuse(turn: RecipeTurn, text: string): void {
  turn.effects.push({ type: 'output', fd: 2, text }, { type: 'exit', code: 2 });
}

function printer(turn: RecipeTurn): (fd: 1 | 2, text: string) => void {
  return (fd, text) => turn.effects.push({ type: 'output', fd, text });
}

function follow(turn: RecipeTurn, step: RecipeScriptStep): void {
  if (step.type === 'call') {
    turn.state = {
      ...turn.state,
      run: step.run,
      call: step.call,
      callCount: turn.state.callCount + 1,
    };
    return beginCall(turn, step.call);
  }
  turn.state = { ...turn.state, run: null, call: null };
  if (step.type === 'done') return void turn.effects.push({ type: 'exit', code: 0 });
  if (!(step.error instanceof RecipeFailure)) throw step.error;
  printer(turn)(2, `${step.error.message}\n`);
  turn.effects.push({ type: 'exit', code: 1 });
}

function answer(turn: RecipeTurn, result: RecipeResult): void {
  const { run } = turn.state;
  if (run === null) return;
  turn.state = { ...turn.state, call: null };
  follow(turn, resumeScript(script, run, result, printer(turn)));
}

function beginCall(turn: RecipeTurn, call: RecipeCall): void {
  switch (call.type) {
    case 'request':
      return withClient(turn, (pad) => clientRequest(pad, call.body, turn.state.callCount));
    case 'close':
      return withClient(turn, clientClose);
    case 'sleep':
      turn.effects.push({ type: 'setTimer', name: SLEEP_TIMER, delayMs: call.ms });
      return;
    default:
      return offerWaiting(turn);
  }
}

/** Answers the call from what has come already. */
function offerWaiting(turn: RecipeTurn): void {
  const { call, client, events, lines, isInputEnded } = turn.state;
  if (call === null) return;
  if (call.type === 'connected' && client !== null && isConnected(client)) {
    const sessionId = toHex(client.session.sessionId);
    return answer(turn, { type: 'connected', sessionId });
  }
  if (call.type === 'event') {
    const event = events.find(({ path }) => path === call.path);
    if (event === undefined) return;
    turn.state = { ...turn.state, events: events.filter((each) => each !== event) };
    return answer(turn, { type: 'event', event });
  }
  if (call.type === 'line' && (lines > 0 || isInputEnded)) {
    turn.state = { ...turn.state, lines: Math.max(0, lines - 1) };
    return answer(turn, { type: 'line', text: '' });
  }
}

function withClient(turn: RecipeTurn, act: (pad: ReturnType<typeof clientTurn>) => void): void {
  const { client } = turn.state;
  if (client === null) return;
  const pad = clientTurn(client, turn.env, turn.effects);
  act(pad);
  turn.state = { ...turn.state, client: pad.state };
  takeOutcomes(turn, pad.outcomes);
}

function handle(turn: RecipeTurn, event: NodeEvent): void {
  switch (event.type) {
    case 'stdin': {
      const more = event.text.split('\n').length - 1;
      turn.state = { ...turn.state, lines: turn.state.lines + more };
      return offerWaiting(turn);
    }
    case 'stdin.end':
      turn.state = { ...turn.state, isInputEnded: true };
      return offerWaiting(turn);
    case 'timer':
      if (event.name === SLEEP_TIMER) {
        if (turn.state.call?.type === 'sleep') answer(turn, { type: 'done' });
        return;
      }
  }
  withClient(turn, (pad) => clientEvent(pad, event));
}

function takeOutcomes(turn: RecipeTurn, outcomes: readonly ClientOutcome[]): void {
  for (const outcome of outcomes) {
    switch (outcome.type) {
      case 'reply':
        if (outcome.tag === turn.state.callCount && turn.state.call?.type === 'request') {
          answer(turn, { type: 'reply', err: outcome.err, reply: outcome.reply });
        }
        break;
      case 'event':
        onEvent(turn, outcome.event);
        break;
      case 'closed':
        if (turn.state.call?.type === 'close') answer(turn, { type: 'done' });
    }
  }
}

function onEvent(turn: RecipeTurn, event: WatchedEvent): void {
  if (event.type === 'None') {
    printer(turn)(1, `${event.state}${adviceOf(event.state)}\n`);
    if (event.state === 'Expired') turn.effects.push({ type: 'exit', code: 1 });
  } else turn.state = { ...turn.state, events: [...turn.state.events, event] };
  offerWaiting(turn);
}

function adviceOf(state: WatchedEvent['state']): string {
  if (state === 'Disconnected') return ': what I hold I may have lost already';
  return state === 'Expired' ? ': my ephemeral nodes are gone' : '';
}
