import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { isObject } from "../../model/untrustedJson.ts";
import { validateImage } from "./image.ts";
import { validateLabel } from "./label.ts";
import { validatePlate, validateWell } from "./plate.ts";
import { below, ProblemList, type Report } from "./problem.ts";
import { validateLayout, validateSeries } from "./series.ts";
import { validateVersion05 } from "./version.ts";

/** The suites of the specification; not in every checkout. */
const SUITES = fileURLToPath(new URL("../../../../shared/ngff-suites", import.meta.url));

type Example = {
  version: "0.4" | "0.5";
  schema: string;
  name: string;
  attributes: Record<string, unknown>;
  valid: boolean;
};

const SWAPPED = "the example lists the plate's rows as its columns: the text demands row/column in the path";

/** Examples that are judged otherwise here, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "0.4 image valid/mismatch_axes_units.json": "two scales for three axes: the text demands one for each",
  "0.4 plate plate/minimal_no_acquisitions": SWAPPED,
  "0.4 plate plate/minimal_acquisitions": SWAPPED,
  "0.4 plate plate/non_alphanumeric_row": SWAPPED,
  "0.4 strict_plate plate/strict_no_acquisitions": SWAPPED,
  "0.4 strict_plate plate/strict_acquisitions": SWAPPED,
};

function readExamples(): Example[] {
  if (!existsSync(SUITES)) return [];
  const examples: Example[] = [];
  for (const version of ["0.4", "0.5"] as const) {
    const tests = join(SUITES, version, "tests");
    for (const file of readdirSync(tests).sort()) {
      // Written by the suite's own scripts.
      const suite = JSON.parse(readFileSync(join(tests, file), "utf8")) as {
        schema: { id: string };
        tests: { formerly: string; valid: boolean; data: Record<string, unknown> }[];
      };
      const schema = suite.schema.id.replace(/^schemas\/|\.schema$/g, "");
      for (const { formerly, valid, data } of suite.tests) {
        examples.push({ version, schema, name: formerly, attributes: data, valid });
      }
    }
    const folder = join(SUITES, version, "examples");
    for (const group of readdirSync(folder).sort()) {
      const schema = group.replace("multiscales", "image").replace(/^(.+)_strict$/, "strict_$1");
      for (const file of readdirSync(join(folder, group)).filter((name) => !name.startsWith("."))) {
        // The examples of the text have remarks in them.
        const text = readFileSync(join(folder, group, file), "utf8").replace(/^\s*\/\/.*$/gm, "");
        // Each is an object.
        const json = JSON.parse(text) as Record<string, unknown>;
        const attributes = isObject(json.attributes) ? json.attributes : json;
        examples.push({ version, schema, name: `examples/${group}/${file}`, attributes, valid: true });
      }
    }
  }
  return examples;
}

/** What is found in attributes that stand alone, held against the rules for what their schema is about. */
function judge({ version, schema, attributes }: Example): ProblemList {
  const list = new ProblemList();
  const zarrFormat = version === "0.4" ? 2 : 3;
  if (version === "0.5") validateVersion05(attributes, list.report);
  const inner = version === "0.5" && isObject(attributes.ome) ? attributes.ome : attributes;
  const kind = schema.replace("strict_", "");
  RULES[kind]!(inner, zarrFormat, list.report);
  return list;
}

const RULES: Record<string, (attributes: Record<string, unknown>, zarrFormat: 2 | 3, report: Report) => void> = {
  image: (attributes, zarrFormat, report) => void validateImage(attributes, zarrFormat, null, report),
  label: validateLabel,
  plate: ({ plate }, zarrFormat, report) => void validatePlate(plate, zarrFormat, below(report, "plate")),
  well: ({ well }, zarrFormat, report) => void validateWell(well, zarrFormat, null, below(report, "well")),
  bf2raw: (attributes, _, report) => validateLayout(attributes, report),
  ome: (attributes, _, report) => void validateSeries(attributes, report),
};

const examples = readExamples();

describe.skipIf(examples.length === 0)("the suites of the specification", () => {
  test.each(examples.map((example) => [`${example.version} ${example.schema} ${example.name}`, example] as const))(
    "%s",
    (name, example) => {
      const { counts, problems } = judge(example);
      // Strict schemas demand what the text recommends: what breaks them is a warning at least.
      const isStrict = example.schema.startsWith("strict_");
      const found = isStrict && !example.valid ? counts.error + counts.warning : counts.error;
      const isValid = found === 0;
      if (EXCEPTIONS[name] !== undefined) expect(isValid, JSON.stringify(problems)).not.toBe(example.valid);
      else expect(isValid, JSON.stringify(problems)).toBe(example.valid);
    },
  );

  test("every example was there, and no exception is left over", () => {
    expect(examples.length).toBeGreaterThan(190);
    const names = new Set(examples.map(({ version, schema, name }) => `${version} ${schema} ${name}`));
    for (const name of Object.keys(EXCEPTIONS)) expect(names).toContain(name);
  });
});
