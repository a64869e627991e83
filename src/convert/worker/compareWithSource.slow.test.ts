import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stackBlob } from "../../../fixtures/stackBlob.ts";
import { asZarrdropError } from "../../model/errors.ts";
import type { DestinationReference, SourceReference } from "../../model/references.ts";
import { planContext } from "../reading/planContext.ts";
import { FORMATS, openImage } from "../../formats/registry.ts";
import { parseSettings } from "../../plan/settings/parseSettings.ts";
import { planConversion } from "../../plan/planConversion.ts";
import type { ConversionJob } from "../../plan/job.ts";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import { convertHere, plannedJob } from "../../../testing/convert/convertHere.ts";

const FIXTURES = join(import.meta.dirname, "../../../fixtures/tiff");
const fixture = (main: string): SourceReference => ({ kind: "node", folder: FIXTURES, main });

/** Converts until all units are done, stops, and goes on: everything that is done is compared with the source. */
async function goesOn(job: ConversionJob): Promise<number> {
  const controller = new AbortController();
  const stopped = convertHere(job, {
    signal: controller.signal,
    onEvent: (event) => {
      if (event.kind === "verifying") controller.abort();
    },
  });
  expect((await stopped.then(() => null, asZarrdropError))?.kind).toBe("cancelled");
  const read: number[] = [];
  const report = await convertHere(job, {
    onEvent: (event) => {
      if (event.kind === "progress") read.push(event.bytesDone);
    },
  });
  expect(report.outputs[0]!.filesWritten).toBeGreaterThan(0);
  return read.length;
}

describe("what is done is what the source gives, so that it can be gone on with", () => {
  let root = "";
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "zarrdrop-compare-"));
  });
  afterAll(() => rmSync(root, { recursive: true }));
  let next = 0;
  const to = (): DestinationReference => ({ kind: "node", folder: join(root, String(next++)) });

  const SETTINGS: Record<string, Record<string, unknown>> = {
    "chunks that reach beyond the array": { chunkShape: [1, 1, 1, 7, 9] },
    shards: { chunkShape: [1, 1, 1, 8, 8], shardShape: [1, 1, 1, 16, 16] },
    "Zarr v2": { zarrFormat: 2, chunkShape: [1, 1, 2, 9, 7] },
    "another type": { dtype: "uint8" },
    "a floating type": { dtype: "float32", chunkShape: [1, 1, 1, 11, 11] },
    "no checksums": { verify: "none", chunkShape: [1, 1, 1, 7, 9] },
    "checksums of a sample": { verify: "sample", chunkShape: [1, 1, 1, 2, 2] },
  };
  for (const [what, settings] of Object.entries(SETTINGS)) {
    it(what, async () => {
      expect(await goesOn(await plannedJob(fixture("ome_XYZCT.ome.tif"), to(), { verify: "all", ...settings }))).toBe(
        0,
      );
    });
  }

  it.each(["bits_1.tif", "bits_12_be.tif", "complex_int16.tif", "container_be.tif", "float24_le.tif"])(
    "%s",
    async (main) => {
      expect(await goesOn(await plannedJob(fixture(main), to(), { verify: "all" }))).toBe(0);
    },
  );

  it("an append that begins within a chunk", async () => {
    const destination = to();
    const settings = { chunkShape: [4, 1, 1, 16, 16], verify: "all", numLevels: 1 };
    await convertHere(await plannedJob(fixture("ome_XYZCT.ome.tif"), destination, settings));
    const reader = await openImage(fixture("ome_XYZCT.ome.tif"), new AbortController().signal, FORMATS);
    const parsed = parseSettings({ ...settings, existing: "append" });
    const plan = planConversion(reader.description, parsed, await planContext(destination));
    reader.close();
    expect(plan.outputs[0]!.time.destinationStart).toBeGreaterThan(0);
    expect(
      await goesOn({ source: fixture("ome_XYZCT.ome.tif"), description: reader.description, destination, plan }),
    ).toBe(0);
  });
});

describe("a sample of what is done", () => {
  it("is enough to notice another plane, where no time of change tells of it", async () => {
    const original = new Uint8Array(await stackBlob(128, 128, 40).arrayBuffer());
    const folder = new FakeDirectoryHandle("in");
    const handle = await folder.getFileHandle("cells.ome.tif", { create: true });
    for (const plane of [7, 12, 19, 26, 33]) {
      handle.bytes = original.slice();
      const source: SourceReference = { kind: "directory-handle", handle: folder.asHandle(), main: "cells.ome.tif" };
      const destination = { kind: "directory-handle", handle: new FakeDirectoryHandle("D").asHandle() } as const;
      const job = await plannedJob(source, destination, { chunkShape: [1, 1, 1, 64, 64], numLevels: 1 });
      const controller = new AbortController();
      const stopped = convertHere(job, {
        signal: controller.signal,
        onEvent: (event) => {
          if (event.kind === "verifying") controller.abort();
        },
      });
      await expect(stopped).rejects.toMatchObject({ kind: "cancelled" });
      // Size, time, head and tail stay as they were.
      handle.bytes.fill(0x11, 8 + plane * 128 * 128 * 2, 8 + (plane + 1) * 128 * 128 * 2);
      const failure = await convertHere(job).then(() => null, asZarrdropError);
      expect(["source-changed", "exists"], `plane ${plane}`).toContain(failure?.kind);
    }
  });
});
