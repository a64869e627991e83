import { expect, test } from "vitest";
import { sampleLabelled } from "../../../testing/store/sampleCollections.ts";
import { MemorySink } from "../memorySink.ts";
import { foreignFiles } from "./foreignFiles.ts";

test.each([2, 3] as const)(
  "what belongs to nothing in a store of Zarr v%d is told, and nothing else",
  async (format) => {
    const sink = await sampleLabelled(format);
    expect(await foreignFiles(sink)).toEqual([]);
    for (const path of ["notes.txt", "results/a.csv", "results/b/c.csv", "0/thumb.png", "labels/cells/README"])
      sink.files.set(path, new Uint8Array(1));
    expect(await foreignFiles(sink)).toEqual(["0/thumb.png", "labels/cells/README", "notes.txt", "results/"]);
    expect(await foreignFiles(new MemorySink())).toEqual([]);
  },
);
