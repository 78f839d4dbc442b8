import type { Reporter, SerializedError, TestCase, TestModule, Vitest } from 'vitest/node';

interface RunSummary {
  passed: number;
  failed: number;
  /** One entry per skipped test: where it stands, its name, and the reason where the test gave one. */
  skipped: string[];
}

/**
 * Ends a test run with one line that a script can read: `N passed, N failed`, or
 * `N passed, N failed, N skipped` after one line for each skipped test.
 *
 * A file that cannot be imported, a hook that throws, a test that never finished and an unhandled error
 * count as failed, so the line never looks better than the run was. Tests left out by `-t` are not counted.
 */
export default class SummaryReporter implements Reporter {
  #vitest: Vitest | undefined;
  #summary: RunSummary = { passed: 0, failed: 0, skipped: [] };

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
    if (vitest.config.watch) return;
    // Other reporters and the runner may still print after this one ran (an unclean shutdown, say), so the
    // line waits for the end of the process. Pipes, files and terminals are written synchronously here.
    process.once('exit', () => process.stdout.write(formatSummary(this.#summary)));
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const pattern = this.#vitest?.getGlobalTestNamePattern();
    this.#summary = summarise(modules, pattern);
    this.#summary.failed += unhandled.length;
    if (this.#vitest?.config.watch) process.stdout.write(formatSummary(this.#summary));
  }
}

function summarise(modules: readonly TestModule[], pattern: RegExp | undefined): RunSummary {
  const summary: RunSummary = { passed: 0, failed: 0, skipped: [] };
  for (const module of modules) {
    summary.failed += module.errors().length;
    for (const suite of module.children.allSuites()) summary.failed += suite.errors().length;
    for (const test of module.children.allTests()) count(test, pattern, summary);
  }
  return summary;
}

function count(test: TestCase, pattern: RegExp | undefined, summary: RunSummary): void {
  const result = test.result();
  switch (result.state) {
    case 'passed':
      summary.passed += 1;
      return;
    case 'failed':
      summary.failed += 1;
      return;
    case 'skipped':
    case 'pending':
      // The runner marks tests that `-t` left out as skipped; only the name tells them from real skips.
      if (pattern !== undefined && !pattern.test(test.fullName)) return;
      // Collected, selected and without a result: a hook before it failed, or its process died.
      if (test.options.mode === 'run' && (result.state === 'pending' || result.note === undefined)) {
        summary.failed += 1;
        return;
      }
      summary.skipped.push(`skipped: ${test.module.relativeModuleId} > ${test.fullName}${reason(test)}`);
  }
}

function reason(test: TestCase): string {
  const result = test.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  const text = note ?? test.meta().skipReason ?? (test.options.mode === 'todo' ? 'to be written' : undefined);
  return text === undefined ? '' : ` (${text})`;
}

function formatSummary({ passed, failed, skipped }: RunSummary): string {
  const counts = [`${passed} passed`, `${failed} failed`];
  if (skipped.length > 0) counts.push(`${skipped.length} skipped`);
  return [...skipped, counts.join(', '), ''].join('\n');
}

declare module 'vitest' {
  interface TaskMeta {
    /** Why a test is skipped, for the end of the run. Set on a suite, it holds for its tests. */
    skipReason?: string;
  }
}
