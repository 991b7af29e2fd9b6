/** The counts that end `npm test`. */
import { expect, test } from 'vitest';
import { totalsOfReport, totalsOfText } from '../../support/totals.ts';

test('the last line of a text counts', () => {
  expect(totalsOfText('1 passed, 0 failed\nx\n164 passed, 1 failed\n')).toEqual({
    passed: 164,
    failed: 1,
  });
});

test('a text without counts counts as nothing, so that its job fails', () => {
  expect(totalsOfText('Segmentation fault\n')).toEqual({ passed: 0, failed: 0 });
});

test('skipped tests and files that broke count as failed', () => {
  const report = {
    numPassedTests: 3,
    numTotalTests: 5,
    testResults: [
      { status: 'passed', assertionResults: [1, 2, 3, 4, 5] },
      { status: 'failed', assertionResults: [] },
    ],
  };
  expect(totalsOfReport(() => JSON.stringify(report))).toEqual({ passed: 3, failed: 3 });
});

test('a report that was never written counts as nothing', () => {
  const read = (): string => {
    throw new Error('ENOENT');
  };
  expect(totalsOfReport(read)).toEqual({ passed: 0, failed: 0 });
});
