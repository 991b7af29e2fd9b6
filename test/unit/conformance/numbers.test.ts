/** Numbers of things that no two runs call alike. */
import { expect, test } from 'vitest';
import { Guesses, Numbers } from '../../conformance/numbers.ts';

test('each word is numbered for itself, in order of appearance; other words stay', () => {
  const numbers = new Numbers(['ADDR', 'ADDR_HEX']);
  expect(numbers.apply('<ADDR7> <ADDR_HEX7> <ADDR3> <N4>')).toBe(
    '<ADDR1> <ADDR_HEX1> <ADDR2> <N4>',
  );
  expect(numbers.apply('<ADDR_HEX2> <ADDR3>')).toBe('<ADDR_HEX2> <ADDR2>');
});

test('new things of a text may be numbered in every order, known ones keep theirs', () => {
  const known = new Numbers(['MEMBER']);
  known.apply('<MEMBER5>');
  const guesses = new Guesses([known]);
  const text = '<MEMBER8> <MEMBER5> <MEMBER9>';
  expect([...guesses.guessesFor(text)].map((guess) => guess.apply(text))).toEqual([
    '<MEMBER2> <MEMBER1> <MEMBER3>',
    '<MEMBER3> <MEMBER1> <MEMBER2>',
  ]);
});
