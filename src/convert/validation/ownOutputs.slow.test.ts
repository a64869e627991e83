import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SourceReference } from "../../model/references.ts";
import { convertHere, plannedJob } from "../../../testing/convert/convertHere.ts";
import { validateStore } from "./validateStore.ts";

const FIXTURES = fileURLToPath(new URL("../../../fixtures/tiff/", import.meta.url));

const SETTINGS: Record<string, Record<string, unknown>> = {
  "the command line's defaults": {},
  "three levels": { num_levels: 3, downsample_method: "mean" },
  shards: { num_levels: 2, chunk_shape: [1, 1, 1, 8, 8], shard_factor: [1, 1, 1, 2, 2] },
  "Zarr v2": { zarr_format: 2, num_levels: 2 },
  "as labels": { num_levels: 3, downsample_method: "mode" },
  "as the reference": { compatibility: "bioio-conversion-0.1.4" },
};

/** Five axes, RGB, several scenes, bits, floats. */
const SOURCES = [
  "ome_XYCZT.ome.tif",
  "ome_rgb.ome.tif",
  "ome_two_scenes.ome.tif",
  "jpegxl_rgb.tif",
  "bits_12.tif",
  "bits_1.tif",
  "float24_le.tif",
  "pages_stack_be.tif",
];

/** What the reference does against the rules, and compatibility mode with it. */
const REFERENCE_BREAKS: Readonly<Record<string, string>> = {
  "channel-color": 'it writes colours with "#"',
  "channel-count": "it counts the samples of RGB as no channels",
  "window-data": "its windows are 0 to 255, whatever the data",
  "window-type": "its windows are 0 to 255, whatever the type",
};

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-clean-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(Object.entries(SETTINGS))("what is written with %s is clean", (_, settings) => {
  test.each(SOURCES)("%s", async (main) => {
    const source = { kind: "node", folder: FIXTURES, main } as const;
    const job = await plannedJob(source, { kind: "node", folder }, await fitted(settings, source));
    await convertHere(job);
    for (const { storeName } of job.plan.outputs) {
      const store = { kind: "node", folder: join(folder, storeName), main: "" } as const;
      const result = await validateStore(store, { allChunks: true }, new AbortController().signal);
      const isReference = settings.compatibility !== undefined;
      const found = result.problems.filter(
        ({ code, severity }) => severity !== "information" && !(isReference && code in REFERENCE_BREAKS),
      );
      expect(found).toEqual([]);
      expect(result).toMatchObject({ state: "complete", images: 1 });
      if (!isReference) expect(result.valid).toBe(true);
      // Nothing is said but what the file does not tell, and chunks that hold nothing.
      const said = new Set(result.problems.map(({ code }) => code));
      for (const code of Object.keys(REFERENCE_BREAKS)) said.delete(code);
      for (const code of ["unit-missing", "chunks-absent"]) said.delete(code);
      expect([...said]).toEqual([]);
    }
  });
});

/** The settings, shapes with as many entries as the output of the source has axes. */
async function fitted(settings: Record<string, unknown>, source: SourceReference): Promise<Record<string, unknown>> {
  const plain = await plannedJob(source, { kind: "node", folder });
  const axes = plain.plan.outputs[0]!.axes.length;
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, Array.isArray(value) ? value.slice(-axes) : value]),
  );
}
