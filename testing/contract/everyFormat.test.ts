import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const formats = fileURLToPath(new URL("../../src/formats", import.meta.url));
const folders = readdirSync(formats, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .filter((folder) => readdirSync(join(formats, folder)).some((name) => /^descriptors?\.ts$/.test(name)));

it.each(folders)("%s is held to the contract and fed damaged files", (folder) => {
  const tests = readdirSync(join(formats, folder)).filter((name) => name.endsWith(".test.ts"));
  const code = tests.map((name) => readFileSync(join(formats, folder, name), "utf8")).join("\n");
  expect(code).toMatch(/\b(describeReader|describeRawFixtures)\(/);
  expect(code).toMatch(/\b(fuzzReader|fuzzRawFixtures)\(/);
});
