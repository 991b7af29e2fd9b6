/** What the main thread of a page did, as the browser traces it. */
import type { CDPSession } from 'playwright';

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time, in microseconds. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/**
 * Traces the tasks of a page from now on. What it gives back ends that, and tells the processor time
 * beyond 50 ms of each task: total blocking time without the time in which another program had the
 * processor. What the browser does to seem slower counts as processor time too.
 */
export async function traceBlocking(session: CDPSession): Promise<() => Promise<number>> {
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    events.push(...(value as unknown as TraceEvent[]));
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel'] },
  });
  return async () => {
    const isComplete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await isComplete;
    return blockingMs(events);
  };
}

/** Of the busiest main thread: the browser may keep another, idle one for the next page. */
function blockingMs(events: readonly TraceEvent[]): number {
  const threads = events.filter(
    ({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain',
  );
  const all = threads.map(({ pid, tid }) => {
    const own = events.filter((event) => event.pid === pid && event.tid === tid);
    return own.filter(({ name }) => name.endsWith('RunTask')).map(({ tdur = 0 }) => tdur / 1000);
  });
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const [tasks = []] = all.sort((a, b) => sum(b) - sum(a));
  if (tasks.length === 0) throw new Error('this browser traces no tasks');
  return sum(tasks.map((ms) => Math.max(0, ms - 50)));
}
