import type { Reporter, TestModule } from "vitest/node";
import type { FuzzCount } from "./fuzzReader.ts";

/** Says at the end of a run how many damaged files of each format were tried (`fuzzReader`). */
export default class FuzzCountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = new Map<string, FuzzCount>();
    for (const testModule of modules) {
      for (const test of testModule.children.allTests("passed")) {
        // Left there by `fuzzReader`.
        const { fuzz } = test.meta() as { fuzz?: FuzzCount };
        if (fuzz === undefined) continue;
        const sum = counts.get(fuzz.format) ?? { format: fuzz.format, mutants: 0, truncations: 0 };
        sum.mutants += fuzz.mutants;
        sum.truncations += fuzz.truncations;
        counts.set(fuzz.format, sum);
      }
    }
    if (counts.size === 0) return;
    const rows = [...counts.values()].toSorted((a, b) => (a.format < b.format ? -1 : 1));
    console.log("\nDamaged files tried, each ending in pixels or a tagged error within 2 s and 256 MiB:");
    for (const { format, mutants, truncations } of rows) {
      console.log(`  ${format.padEnd(12)} ${String(mutants).padStart(6)} mutants, ${truncations} truncations`);
    }
  }
}
