/** Counts of passed and failed tests, as the jobs of `npm test` leave them behind. */

export interface Totals {
  readonly passed: number;
  readonly failed: number;
}

export function addTotals(left: Totals, right: Totals): Totals {
  return { passed: left.passed + right.passed, failed: left.failed + right.failed };
}

/** The line that ends a run. */
export function formatTotals({ passed, failed }: Totals): string {
  return `${passed} passed, ${failed} failed`;
}

/** Counts of a text whose last such line is `N passed, M failed`; no line counts as nothing. */
export function totalsOfText(text: string): Totals {
  const last = [...text.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  return { passed: Number(last?.[1] ?? 0), failed: Number(last?.[2] ?? 0) };
}

interface JsonReport {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly { status: string; assertionResults: readonly unknown[] }[];
}

/**
 * Counts of vitest's JSON report. What did not pass has failed, skipped tests included; so has a
 * file that broke before its first test. A report that cannot be read counts as nothing.
 */
export function totalsOfReport(read: () => string): Totals {
  let report: JsonReport;
  try {
    report = JSON.parse(read()) as JsonReport;
  } catch {
    return { passed: 0, failed: 0 };
  }
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numTotalTests - report.numPassedTests + brokenFiles.length,
  };
}
