import type { Reporter, TestModule } from 'vitest/node';

/** Prints `N passed, N failed, N skipped` as the very last line, which is what CI reads. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      const before = counts.failed;
      for (const test of module.children.allTests()) counts[test.result().state]++;
      // A file or a `beforeAll` that failed leaves its tests skipped: without this it would count as nothing.
      if (module.state() === 'failed' && counts.failed === before) counts.failed++;
    }
    const failed = counts.failed + unhandledErrors.length;
    process.on('exit', () => {
      console.log(`${counts.passed} passed, ${failed} failed, ${counts.skipped + counts.pending} skipped`);
    });
  }
}
