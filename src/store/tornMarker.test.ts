import { expect, it } from "vitest";
import { STORE_JOURNAL, STORE_MARKER } from "../model/storeMarker.ts";
import { inspectStore } from "./inspectStore.ts";
import { MemorySink } from "./memorySink.ts";
import { hasTornMarker, removeTornMarker } from "./tornMarker.ts";
import { sampleLevel, samplePlan } from "../../testing/store/samplePlan.ts";
import { writeStore } from "../../testing/store/writeStore.ts";

async function whole(): Promise<MemorySink> {
  const sink = new MemorySink();
  await writeStore(sink, samplePlan("uint16", [sampleLevel("0", [4, 4], [2, 2])], {}));
  return sink;
}

it("a marker that was being written when something stopped can be taken away from a store that nothing was done to", async () => {
  const sink = await whole();
  const before = [...sink.files.keys()].toSorted();
  expect(await hasTornMarker(sink)).toBe(false);
  sink.files.set(STORE_MARKER, new Uint8Array());
  sink.files.set(`${STORE_MARKER}.crswap`, new Uint8Array([1]));
  expect(await hasTornMarker(sink)).toBe(true);
  await removeTornMarker(sink);
  expect((await inspectStore(sink)).state).toBe("complete");
  expect([...sink.files.keys()].toSorted()).toEqual(before);
});

it("with a journal, or without an image, it says nothing", async () => {
  const begun = await whole();
  begun.files.set(STORE_MARKER, new Uint8Array([123]));
  begun.files.set(`${STORE_JOURNAL}/00000001.json`, new Uint8Array([1]));
  expect(await hasTornMarker(begun)).toBe(false);
  const notes = new MemorySink();
  notes.files.set(STORE_MARKER, new Uint8Array());
  notes.files.set("notes.txt", new Uint8Array([1]));
  expect(await hasTornMarker(notes)).toBe(false);
});
