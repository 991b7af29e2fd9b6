/** Recipes in several terminals: locks, queues, barriers, elections keep what they promise. */
import { describe, expect, test } from 'vitest';
import { Terminals } from './terminals.ts';

const SERVER = '-server zk1:2181';

describe('recipe', () => {
  test('lock: the holder releases, exactly the next waiter gets one event and the lock', () => {
    const world = new Terminals({ servers: 1 });
    const holder = world.open(`recipe ${SERVER} lock /locks/a`);
    const second = world.open(`recipe ${SERVER} lock /locks/a`);
    const third = world.open(`recipe ${SERVER} lock /locks/a`);
    world.wait(1000);
    expect(world.take(second)).not.toContain('LOCKED');
    world.take(third);
    expect(world.type(holder, '')).toContain('RELEASED');
    expect(world.take(second)).toMatch(/event NodeDeleted[^]*LOCKED/);
    expect(world.take(third)).toBe('');
  });

  test('herd-lock: every waiter wakes up at a release', () => {
    const world = new Terminals({ servers: 1 });
    const holder = world.open(`recipe ${SERVER} herd-lock /lock`);
    const waiters = [1, 2, 3].map(() => world.open(`recipe ${SERVER} herd-lock /lock`));
    for (const waiter of waiters) world.take(waiter);
    world.type(holder, '');
    const texts = waiters.map((waiter) => world.take(waiter));
    expect(texts.filter((text) => text.includes('event NodeDeleted /lock'))).toHaveLength(3);
    expect(texts.filter((text) => text.includes('LOCKED'))).toHaveLength(1);
  });

  test('read-lock is shared by readers and excludes a writer', () => {
    const world = new Terminals({ servers: 1 });
    const readers = [1, 2].map(() => world.open(`recipe ${SERVER} read-lock /rw`));
    const writer = world.open(`recipe ${SERVER} write-lock /rw`);
    const late = world.open(`recipe ${SERVER} read-lock /rw`);
    world.wait(1000);
    expect(world.take(writer)).not.toContain('LOCKED');
    world.type(readers[0]!, '');
    expect(world.take(writer)).not.toContain('LOCKED');
    world.type(readers[1]!, '');
    expect(world.take(writer)).toContain('LOCKED');
    world.type(writer, '');
    expect(world.take(late)).toContain('LOCKED');
  });

  test('a member that was killed leaves the group when its session expires, not before', () => {
    const world = new Terminals({ servers: 1 });
    const watcher = world.open(`recipe ${SERVER} members /group`);
    const member = world.open(`recipe ${SERVER} -timeout 4000 join /group amy`);
    world.wait(500);
    expect(world.take(watcher)).toContain('MEMBERS 1: amy');
    world.interrupt(member);
    world.wait(2000);
    expect(world.take(watcher)).toBe('');
    world.wait(6000);
    expect(world.take(watcher)).toContain('MEMBERS 0');
  });

  test('elect: when the leader dies, the next offer leads', () => {
    const world = new Terminals({ servers: 3 });
    const first = world.open('recipe -server zk1:2181,zk2:2181 -timeout 4000 elect /e amy');
    const second = world.open('recipe -server zk3:2181 -timeout 4000 elect /e bob');
    world.wait(1000);
    expect(world.take(second)).not.toContain('LEADER bob');
    world.interrupt(first);
    world.wait(8000);
    expect(world.take(second)).toContain('LEADER bob');
  });

  test('queue: two consumers share the elements, each is taken once', () => {
    const world = new Terminals({ servers: 1 });
    const consumers = [1, 2].map(() => world.open(`recipe ${SERVER} take /queue 2`));
    for (const consumer of consumers) world.take(consumer);
    const producer = world.open(`recipe ${SERVER} put /queue a`);
    for (const data of ['b', 'c', 'd']) world.type(producer, `recipe ${SERVER} put /queue ${data}`);
    const taken = consumers
      .flatMap((each) => [...world.take(each).matchAll(/TOOK \S+: (\w)/g)])
      .map(([, data]) => data);
    expect(taken.sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('double-barrier: nobody enters before all are there', () => {
    const world = new Terminals({ servers: 1 });
    const amy = world.open(`recipe ${SERVER} double-barrier /b amy 2`);
    world.wait(1000);
    expect(world.take(amy)).not.toContain('ENTERED');
    const bob = world.open(`recipe ${SERVER} double-barrier /b bob 2`);
    world.wait(500);
    expect(world.take(amy)).toContain('ENTERED');
    world.type(amy, '');
    expect(world.take(amy)).not.toContain('LEFT');
    world.type(bob, '');
    expect(world.take(amy)).toContain('LEFT');
  });

  test('config-set loses nothing: the watcher sees the last value', () => {
    const world = new Terminals({ servers: 1 });
    const watcher = world.open(`recipe ${SERVER} config-watch /config/app`);
    const writer = world.open(`recipe ${SERVER} config-set /config/app one`);
    world.type(writer, `recipe ${SERVER} config-set /config/app two`);
    expect(world.take(watcher)).toContain('CONFIG version 2: two');
  });

  test('id gives every number once', () => {
    const world = new Terminals({ servers: 1 });
    const terminal = world.open('true');
    const text = world.type(terminal, `recipe ${SERVER} id /ids/id- 3`, 2000);
    expect([...text.matchAll(/ID (\d+)/g)].map(([, id]) => id)).toEqual(['0', '1', '2']);
  });

  test('without a recipe it lists them and ends with 2', () => {
    const world = new Terminals({ servers: 1 });
    const terminal = world.open('true');
    expect(world.type(terminal, 'recipe nothing; echo $?')).toMatch(/^Usage: recipe [^]*\n2\n/);
  });
});
