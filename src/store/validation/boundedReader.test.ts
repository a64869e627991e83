import { expect, test } from "vitest";
import { LIMITS } from "../../model/limits.ts";
import { sampleSeries } from "../../../testing/store/sampleCollections.ts";
import { boundedReader } from "./boundedReader.ts";
import { ProblemList } from "./problem.ts";
import { validateHierarchy } from "./validateHierarchy.ts";

test("many small documents are read, large ones up to a sum", async () => {
  const size = LIMITS.metadataBytes / 4;
  const reader = boundedReader({
    size: async (path) => (path === "small" ? 1000 : size),
    read: async () => new Uint8Array(1),
  });
  for (let count = 0; count < 4; count++) expect(await reader.read("large")).toHaveLength(1);
  await expect(reader.read("large")).rejects.toMatchObject({ kind: "limit", details: { file: "large" } });
  const other = boundedReader({ size: async () => 1000, read: async () => new Uint8Array(1) });
  for (let count = 0; count < 300_000; count++) await other.read("small");
});

test("OME-XML that is too long is said to be so", async () => {
  const sink = await sampleSeries(3);
  const list = new ProblemList();
  const path = "OME/METADATA.ome.xml";
  await validateHierarchy(
    {
      size: async (file) => (file === path ? LIMITS.metadataBytes + 1 : sink.size(file)),
      read: async (file) => sink.read(file),
    },
    list.report,
  );
  expect(list.problems[0]).toMatchObject({ code: "beyond-limits", where: path });
  expect(new Set(list.problems.map(({ code }) => code))).toEqual(new Set(["beyond-limits"]));
});
