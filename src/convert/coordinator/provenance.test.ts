import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { smallStack } from "../../../fixtures/smallStack.ts";
import { convertHere } from "../../../testing/convert/convertHere.ts";
import { smallJob } from "../../../testing/convert/smallConversion.ts";
import { PROVENANCE } from "../../plan/metadata/provenance.ts";
import { VERSION } from "../../model/version.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-provenance-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The report of a conversion, and what the store says of it. */
async function converted(settings: Record<string, unknown>) {
  const job = await smallJob(smallStack(), settings);
  const report = await convertHere({ ...job, destination: { kind: "node", folder } });
  const isV2 = settings["zarr_format"] === 2;
  const root = readFileSync(join(folder, "a.ome.zarr", isV2 ? ".zattrs" : "zarr.json"), "utf8");
  // The writer's own file: its form is known.
  const document = JSON.parse(root) as Record<string, unknown> & { attributes: Record<string, unknown> };
  return { report, said: (isV2 ? document : document.attributes)[PROVENANCE] };
}

it.each([2, 3])(
  "a store of Zarr v%i says what it was made of, by what and how, where that is asked for",
  async (zarr_format) => {
    const { report, said } = await converted({
      zarr_format,
      num_levels: 2,
      provenance: true,
      workers: 1,
      provenance_date: "2026-01-31",
    });
    expect(said).toEqual([report.provenance]);
    expect(report.provenance).toMatchObject({
      tool: `zarrdrop ${VERSION}`,
      source: { name: "a.ome.tif", fingerprint: `sha256:${report.sourceFingerprint}` },
      settings: { num_levels: 2, zarr_format },
      date: "2026-01-31",
    });
    // Bytes do not depend on how many threads there were.
    expect(report.provenance.settings).not.toHaveProperty("workers");
  },
);

it("the report says it always, a store only then, and without a date unless one was given", async () => {
  const { report, said } = await converted({});
  expect(said).toBeUndefined();
  expect(report.provenance).not.toHaveProperty("date");
  expect(report.provenance.source.fingerprint).toMatch(/^sha256:[0-9a-f]{64}$/);
});
