/** Progress: kept under stable names, never lost to damage, merged on import. */
import { describe, expect, it } from 'vitest';
import type { ProgressStorage } from '../../../src/lesson/index.ts';
import { PROGRESS_KEY, ProgressBook } from '../../../src/lesson/index.ts';

function storageWith(
  items: Record<string, string> = {},
): ProgressStorage & { items: typeof items } {
  return {
    items,
    getItem: (key) => items[key] ?? null,
    setItem: (key, value) => void (items[key] = value),
  };
}

describe('ProgressBook', () => {
  it('keeps what was reached for the next visit', () => {
    const storage = storageWith();
    new ProgressBook(storage).change('tree', { goals: { made: 'reached' }, step: 'two' });
    const again = new ProgressBook(storage);
    expect(again.problem).toBeNull();
    expect(again.of('tree')).toEqual({
      goals: { made: 'reached' },
      answers: {},
      hints: {},
      step: 'two',
    });
  });

  it.each([
    ['{"format":1,"lessons":{"tree":{"goals":{"made":"reac', 'cut off'],
    [
      '{"format":1,"lessons":{"tree":{"goals":{"made":"perhaps"},"answers":{},"hints":{}}}}',
      'edited',
    ],
    ['{"format":9,"lessons":{}}', 'of another format'],
    ['[]', 'of another shape'],
  ])('sets damaged text aside and says so: %s', (text) => {
    const storage = storageWith({ [PROGRESS_KEY]: text });
    const book = new ProgressBook(storage);
    expect(book.problem?.en).toContain('could not be read');
    expect(book.problem?.zh).toContain('无法读取');
    expect(book.of('tree').goals).toEqual({});
    expect(storage.items[`${PROGRESS_KEY}.damaged`]).toBe(text);
  });

  it('sets a second damaged text aside beside the first, and the same one only once', () => {
    const storage = storageWith();
    for (const text of ['first', 'second', 'second', 'third']) {
      storage.items[PROGRESS_KEY] = text;
      const book = new ProgressBook(storage);
      expect(book.problem?.en).toContain(`${PROGRESS_KEY}.damaged`);
    }
    const aside = Object.entries(storage.items).filter(([key]) => key.includes('.damaged'));
    expect(aside).toEqual([
      [`${PROGRESS_KEY}.damaged`, 'first'],
      [`${PROGRESS_KEY}.damaged.2`, 'second'],
      [`${PROGRESS_KEY}.damaged.3`, 'third'],
    ]);
  });

  describe('a valid file that is too long', () => {
    /** Room for so many characters, as a browser has it. */
    const small = (room: number) => {
      const storage = storageWith();
      const setItem = (key: string, value: string) => {
        if (value.length > room) throw new Error('QuotaExceededError');
        storage.setItem(key, value);
      };
      return { ...storage, setItem };
    };
    const fileOf = (length: number) => {
      const answers = { a: 'x'.repeat(length) };
      const long = { goals: { other: 'reached' }, answers, hints: {} };
      return JSON.stringify({ format: 1, lessons: { long } });
    };

    it.each([
      [6_000_000, 5_000_000],
      [1_500_000, 5_000_000],
      [900_000, 500_000],
    ])('of %i characters is refused in words, and later saves are kept', (length, room) => {
      const storage = small(room);
      const book = new ProgressBook(storage);
      book.change('tree', { goals: { made: 'reached' } });
      expect(book.importText(fileOf(length))?.en).toContain('1,000,000 characters');
      expect(book.problem).toBeNull();
      book.change('tree', { step: 'two' });
      expect(book.problem).toBeNull();
      const again = new ProgressBook(storage);
      expect(again.of('tree')).toMatchObject({ goals: { made: 'reached' }, step: 'two' });
      expect(again.of('long').goals).toEqual({});
    });

    it('is taken all the same where nothing at all can be kept', () => {
      const book = new ProgressBook(small(0));
      expect(book.importText(fileOf(1000))).toBeNull();
      expect(book.of('long').goals).toEqual({ other: 'reached' });
      expect(book.problem?.en).toContain('QuotaExceededError');
    });
  });

  it('goes on without a storage that throws, and says so', () => {
    const storage: ProgressStorage = {
      getItem: () => null,
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    };
    const book = new ProgressBook(storage);
    book.change('tree', { goals: { made: 'reached' } });
    expect(book.of('tree').goals).toEqual({ made: 'reached' });
    expect(book.problem?.en).toContain('QuotaExceededError');
  });

  it('a finished lesson is finished after export, reset and import', () => {
    const book = new ProgressBook(storageWith());
    book.change('tree', { isFinished: true });
    const text = book.exportText();
    book.reset();
    expect(book.of('tree').isFinished).toBeUndefined();
    expect(book.importText(text)).toBeNull();
    expect(book.of('tree').isFinished).toBe(true);
    const nothing = '{"format":1,"lessons":{"tree":{"goals":{},"answers":{},"hints":{}}}}';
    expect(book.importText(nothing)).toBeNull();
    expect(book.of('tree').isFinished).toBe(true);
  });

  it('an import adds, and takes nothing away', () => {
    const theirs = new ProgressBook(storageWith());
    theirs.change('tree', { goals: { made: 'shown', left: 'reached' }, best: 4 });
    theirs.change('locks', { goals: { held: 'reached' } });
    const ours = new ProgressBook(storageWith());
    ours.change('tree', { goals: { made: 'reached' }, best: 6 });
    expect(ours.importText(theirs.exportText())).toBeNull();
    expect(ours.of('tree').goals).toEqual({ made: 'reached', left: 'reached' });
    expect(ours.of('tree').best).toBe(4);
    expect(ours.of('locks').goals).toEqual({ held: 'reached' });
  });

  it('an import of something else is refused with a reason and changes nothing', () => {
    const book = new ProgressBook(storageWith());
    book.change('tree', { goals: { made: 'reached' } });
    expect(book.importText('hello')).toEqual({
      en: 'That is no progress file: it is not JSON.',
      zh: '这不是进度文件：内容不是 JSON。',
    });
    expect(book.importText('{"format":2,"lessons":{}}')?.zh).toContain('格式为 2');
    expect(book.importText('{}')?.zh).toContain('其中没有课程');
    expect(book.importText('{"format":1,"lessons":{"x":1}}')?.zh).toContain('无法读取课程“x”');
    expect(book.of('tree').goals).toEqual({ made: 'reached' });
  });

  it('a reset forgets one lesson only', () => {
    const book = new ProgressBook(storageWith());
    book.change('tree', { goals: { made: 'reached' } });
    book.change('locks', { goals: { held: 'reached' } });
    book.reset('tree');
    expect(book.of('tree').goals).toEqual({});
    expect(book.of('locks').goals).toEqual({ held: 'reached' });
  });
});
