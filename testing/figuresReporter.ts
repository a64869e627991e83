import { writeFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";
import { type Count, countsOf, figureLines, sumFigures } from "./figures.mjs";

/** Says at the end of a run how often each promise was put to the test; `FIGURES_FILE` names where the counts are left for `npm test`. */
export default class FiguresReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts: Count[] = [];
    for (const testModule of modules) {
      for (const test of testModule.children.allTests("passed")) counts.push(...countsOf(test.meta()));
    }
    const file = process.env["FIGURES_FILE"];
    if (file !== undefined) {
      writeFileSync(file, JSON.stringify(counts));
      return;
    }
    if (counts.length > 0)
      console.log(`\n${figureLines(sumFigures(counts).filter(({ runs }) => runs > 0)).join("\n")}`);
  }
}
