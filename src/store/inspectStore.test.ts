import { expect, test } from "vitest";
import { inspectStore } from "./inspectStore.ts";
import { MemorySink } from "./memorySink.ts";
import { sampleLevel, samplePlan } from "../../testing/store/samplePlan.ts";
import { writeStore } from "../../testing/store/writeStore.ts";

async function sinkWith(files: Record<string, string>): Promise<MemorySink> {
  const sink = new MemorySink();
  await writeStore(sink, samplePlan("uint16", [sampleLevel("0", [1, 4, 6], [1, 4, 4])]));
  for (const [path, text] of Object.entries(files)) sink.files.set(path, new TextEncoder().encode(text));
  return sink;
}

function group(ome: object): string {
  return JSON.stringify({ zarr_format: 3, node_type: "group", attributes: { ome: { version: "0.5", ...ome } } });
}

test("a written image is complete; without its metadata, or with an empty file, it is damaged", async () => {
  expect(await inspectStore(await sinkWith({}))).toMatchObject({
    state: "complete",
    zarrFormat: 3,
    ngffVersion: "0.5",
  });
  expect(await inspectStore(await sinkWith({ "zarr.json": "" }))).toMatchObject({ state: "damaged" });
  expect(await inspectStore(await sinkWith({ "0/c/0/0/0": "" }))).toMatchObject({ state: "damaged" });
  expect(await inspectStore(await sinkWith({ "zarr.json": group({}) }))).toMatchObject({ state: "damaged" });
});

test("a group without an image is damaged; a folder of other files is no store", async () => {
  for (const ome of [{ plate: {} }, { well: {} }, { "bioformats2raw.layout": 3 }]) {
    expect(await inspectStore(await sinkWith({ "zarr.json": group(ome) }))).toMatchObject({ state: "damaged" });
  }
  const other = new MemorySink();
  other.files.set("empty.txt", new Uint8Array());
  expect(await inspectStore(other)).toMatchObject({ state: "none", files: 1, problems: [] });
});
