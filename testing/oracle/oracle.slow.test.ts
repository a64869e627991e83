import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Carried, carriedBy } from "./carriedFacts.ts";
import { compareFile, type FileComparison } from "./compareFile.ts";
import { COVERAGE } from "./coverage.ts";
import { type Explanation, EXPLAINED } from "./explainedDifferences.ts";
import {
  formatsMarkdown,
  SAMPLES_HEADING,
  samplesMarkdown,
  type Standing,
} from "../../scripts/docs/formatsMarkdown.ts";
import { loadOracle, type OracleRow } from "./oracleRows.ts";
import { type Finding, judge } from "./verdict.ts";
import { FORMATS } from "../../src/formats/registry.ts";

const PAGE = "../../docs/formats.md";
const never = new AbortController().signal;
const oracle = loadOracle();
const standings: Standing[] = [];

if (oracle.size === 0) console.log("No sample files beside this checkout: they are not compared with their readers.");

describe("docs/formats.md", () => {
  it("says something of every format and of no other", () => {
    const described = COVERAGE.flatMap(({ formats, name }) => (name === undefined ? formats : []));
    expect(described.toSorted(), "add an entry to testing/oracle/coverage.ts").toEqual(
      FORMATS.map(({ id }) => id).toSorted(),
    );
  });

  it.skipIf(oracle.size > 0)(
    "is up to date as far as can be told without samples (-u writes that part anew)",
    async () => {
      const page = readFileSync(fileURLToPath(new URL(PAGE, import.meta.url)), "utf8");
      const samples = page.slice(page.indexOf(SAMPLES_HEADING));
      await expect(`${formatsMarkdown(FORMATS)}\n${samples}`).toMatchFileSnapshot(PAGE);
    },
  );
});

describe.skipIf(oracle.size === 0)("sample files as other readers read them", () => {
  it.each([...oracle])("%s", { timeout: 120_000 }, async (path, rows) => {
    standings.push(await standingOf(path, rows));
  });

  it("have no explanation without a difference", () => {
    const used = new Set(standings.flatMap(({ explanations }) => explanations));
    const stale = EXPLAINED.filter((explanation) => !used.has(explanation) || unusedFiles(explanation).length > 0);
    expect(stale.map(({ reason }) => reason)).toEqual([]);
  });

  it.each(COVERAGE)(
    "$formats carry what the documentation says",
    ({ formats, kinds = formats, carried, untested = [] }) => {
      const seen = new Set<Carried>();
      for (const { comparison } of standings) {
        const description = comparison.read?.description;
        if (description === undefined || !kinds.includes(description.format)) continue;
        for (const what of carriedBy(description)) seen.add(what);
      }
      expect([...seen].toSorted()).toEqual(carried.filter((what) => !untested.includes(what)).toSorted());
    },
  );

  it("are in docs/formats.md (-u writes it anew)", async () => {
    expect(standings, "files that could be judged").toHaveLength(oracle.size);
    await expect(`${formatsMarkdown(FORMATS)}\n${samplesMarkdown(standings)}`).toMatchFileSnapshot(PAGE);
  });
});

/** Reads and judges a file; fails on a difference that nobody explained. */
async function standingOf(path: string, rows: readonly OracleRow[]): Promise<Standing> {
  const comparison = await compareFile(path, rows, never);
  const verdict = judge(comparison);
  switch (verdict.kind) {
    case "equal":
    case "refused by all":
      return { comparison, outcome: verdict.kind, explanations: [] };
    case "findings": {
      const aspects = verdict.findings.map(({ aspect }) => aspect);
      const explanations = EXPLAINED.filter(
        (explanation) => covers(explanation, path) && explanation.aspects.some((aspect) => aspects.includes(aspect)),
      );
      const unexplained = verdict.findings.filter(
        ({ aspect }) => !explanations.some((explanation) => explanation.aspects.includes(aspect)),
      );
      expect(unexplained.map(findingText)).toEqual([]);
      for (const explanation of explanations) await checkEvidence(explanation, comparison);
      return { comparison, outcome: "explained", explanations };
    }
  }
}

function covers({ files }: Explanation, path: string): boolean {
  return files instanceof RegExp ? files.test(path) : files.includes(path);
}

/** Files of an explanation that need none. */
function unusedFiles(explanation: Explanation): string[] {
  const explained = standings.filter(({ explanations }) => explanations.includes(explanation));
  const paths = explained.map(({ comparison }) => comparison.path);
  return explanation.files instanceof RegExp ? [] : explanation.files.filter((path) => !paths.includes(path));
}

function findingText({ aspect, text }: Finding): string {
  return `${aspect}: ${text}`;
}

async function checkEvidence({ evidence }: Explanation, { path, read }: FileComparison): Promise<void> {
  if (evidence.kind === "hashes") expect(read?.hashes).toEqual(evidence.hashes[path]);
  if (evidence.kind === "same as") {
    const other = await compareFile(evidence.file, oracle.get(evidence.file) ?? [], never);
    expect(judge(other).kind, evidence.file).toBe("equal");
    expect(read?.hashes).toEqual(other.read?.hashes);
  }
}
