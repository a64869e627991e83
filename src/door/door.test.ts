import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { smallStack } from "../../fixtures/smallStack.ts";
import { filesBelow } from "../../testing/convert/asReference.ts";
import { planeTiff } from "../../testing/formats/plateFiles.ts";
import { FakeDirectoryHandle } from "../../testing/store/fakeDirectoryHandle.ts";
import * as door from "../index.ts";
import {
  convert,
  inspect,
  MemorySink,
  type OwnFile,
  openImage,
  plan,
  restore,
  validate,
  ZarrdropError,
} from "../index.ts";
import { platform as page } from "./browser/platform.ts";

const SETTINGS = { numLevels: 3, chunkShape: [1, 1, 1, 16, 32] };
const STORE = "a.ome.zarr";

const root = mkdtempSync(join(tmpdir(), "zarrdrop-door-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const reference = smallStack();
if (reference.kind !== "files") throw new Error("the stack is a file");
const { file } = reference.files[0]!;
const bytes = new Uint8Array(await file.arrayBuffer());

/** The stack as a program has it that keeps its files elsewhere. */
const ownFile = (more: Partial<OwnFile> = {}): OwnFile => ({
  name: "a.ome.tif",
  size: bytes.length,
  modified: 0,
  read: async (offset, length) => bytes.slice(offset, offset + length),
  ...more,
});

/** What a conversion into a folder of the disk writes. */
async function written(): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(root, "written-"));
  await convert(await plan(await openImage(file), folder, SETTINGS), { inThisThread: true });
  return Object.fromEntries(filesBelow(folder).map((path) => [path, readFileSync(join(folder, path), "base64")]));
}

function contentsOfSink(sink: MemorySink): Record<string, string> {
  const names = [...sink.files.keys()].toSorted();
  return Object.fromEntries(names.map((name) => [name, Buffer.from(sink.files.get(name)!).toString("base64")]));
}

it("has these names and no others", () => {
  expect(Object.keys(door).toSorted()).toEqual(
    ["MemorySink", "ZarrdropError", "convert", "inspect", "openImage", "plan", "restore", "validate"].toSorted(),
  );
});

it("an own file into an own sink gives the same bytes as into a folder, and nothing else is left", async () => {
  const sink = new MemorySink();
  const report = await convert(await plan(await openImage(ownFile()), sink, SETTINGS));
  expect(report.outputs[0]).toMatchObject({ storeName: STORE, verification: { checkedChunks: expect.any(Number) } });
  const folder = await written();
  expect(Object.keys(folder).length).toBeGreaterThan(10);
  expect(contentsOfSink(sink)).toEqual(folder);
});

it("a conversion that was stopped goes on, and an own sink's store is replaced", async () => {
  const sink = new MemorySink();
  const image = await openImage(file);
  const controller = new AbortController();
  const stopped = convert(await plan(image, sink, SETTINGS), {
    signal: controller.signal,
    onEvent: ({ kind }) => kind === "verifying" && controller.abort(),
  });
  await expect(stopped).rejects.toMatchObject({ kind: "cancelled" });
  const again = await plan(image, sink, SETTINGS);
  expect(again.goesOn).toEqual([STORE]);
  await convert(again);
  const whole = await written();
  expect(contentsOfSink(sink)).toEqual(whole);
  await expect(plan(image, sink, SETTINGS)).rejects.toMatchObject({ kind: "exists" });
  await convert(await plan(image, sink, { ...SETTINGS, num_levels: 1, numLevels: undefined, existing: "replace" }));
  const names = [...sink.files.keys()];
  expect(names).toContain(`${STORE}/0/zarr.json`);
  expect(names.filter((name) => !name.startsWith(`${STORE}/`) || name.startsWith(`${STORE}/1/`))).toEqual([]);
});

it("gives pixels of a box, until it is closed", async () => {
  const image = await openImage(file);
  const pixels = new Uint16Array(4);
  const box = { scene: 0, level: 0, region: { start: [0, 1, 2, 40, 48], shape: [1, 1, 1, 1, 2] } };
  await image.readRegion(box, pixels.subarray(0, 2));
  // As `smallStack` fills its last plane.
  const value = (index: number): number => ((index * 7919 + 5 * 104_729) % 4093) + 1;
  expect([...pixels]).toEqual([value(40 * 50 + 48), value(40 * 50 + 49), 0, 0]);
  image.close();
  await expect(image.readRegion(box, pixels.subarray(0, 2))).rejects.toMatchObject({ kind: "cancelled" });
});

it("what an own file gives wrong, or fails with, is said in words", async () => {
  const short = openImage(ownFile({ read: async (offset, length) => bytes.slice(offset, offset + length - 1) }));
  await expect(short).rejects.toMatchObject({ kind: "source-changed" });
  const broken = openImage(ownFile({ read: () => Promise.reject(new Error("no such record")) }));
  await expect(broken).rejects.toBeInstanceOf(ZarrdropError);
  await expect(broken).rejects.toMatchObject({ kind: "source-unreadable", message: /^a\.ome\.tif could not be read/ });
  // Defects of the program itself, which are none of ours.
  const defects = [
    () => undefined,
    () => [1, 2],
    async () => null,
    (_: number, length: number) => new Uint16Array(length),
  ];
  for (const read of [...defects, () => defects[9]!(0, 0)]) {
    const wrong = openImage(ownFile({ read: read as unknown as OwnFile["read"] }));
    await expect(wrong).rejects.toMatchObject({ kind: "source-unreadable", message: /^a\.ome\.tif could not be read/ });
  }
});

it("what is no source or destination is said to be none", async () => {
  for (const wrong of [null, 5, {}, new URL("file:///a"), ownFile({ size: -1 }), ownFile({ size: Number.NaN })]) {
    await expect(openImage(wrong as OwnFile)).rejects.toMatchObject({ kind: "setting" });
  }
  const image = await openImage(ownFile());
  for (const wrong of [null, 5, {}, new URL("file:///a")]) {
    await expect(plan(image, wrong as MemorySink)).rejects.toMatchObject({ kind: "setting" });
  }
});

it("calls of programs without types are told what is wrong with them", async () => {
  const image = await openImage(ownFile());
  const sink = new MemorySink();
  const planned = await plan(image, sink, SETTINGS);
  const pixels = new Uint16Array(1);
  const box = { scene: 0, level: 0, region: { start: [0, 0, 0, 0, 0], shape: [1, 1, 1, 1, 1] } };
  const calls: ((options: never) => Promise<unknown>)[] = [
    (options) => openImage(ownFile(), options),
    (options) => inspect(ownFile(), options),
    (options) => validate(ownFile(), options),
    (options) => plan(image, sink, SETTINGS, options),
    (options) => convert(planned, options),
    (options) => restore(sink, STORE, options),
    (options) => image.readRegion(options === null ? options : { ...box, ...(options as object) }, pixels),
  ];
  for (const call of calls) {
    for (const options of [null, { signal: null }, { signal: {} }, { signal: 5 }]) {
      await expect(call(options as never)).rejects.toMatchObject({ name: "ZarrdropError", kind: "setting" });
    }
  }
  const wrong: (() => Promise<unknown>)[] = [
    () => plan(null as never, sink),
    () => plan({} as never, sink),
    () => plan(image, sink, null as never),
    () => convert(null as never),
    () => convert({} as never),
    () => restore(sink, null as never),
    () => plan(image, "\0"),
    () => openImage("a\0b"),
    () => image.readRegion({ scene: 0, level: 0 } as never, pixels),
    () => image.readRegion(box, null as never),
  ];
  for (const call of wrong) await expect(call()).rejects.toMatchObject({ name: "ZarrdropError", kind: "setting" });
});

it("whatever an own sink fails with, and at whatever call, is tagged, and the conversion goes on from there", async () => {
  const whole = new MemorySink();
  await convert(await plan(await openImage(ownFile()), whole, SETTINGS));
  const calls = ["write", "read", "size", "remove", "entries", "sync"] as const;
  for (const call of calls) {
    for (const skipped of [0, 8]) {
      const sink = new MemorySink();
      const real = (sink[call] as (...given: unknown[]) => unknown).bind(sink);
      let made = 0;
      const broken = Object.assign(sink, {
        [call]: (...given: unknown[]) => {
          if (made++ < skipped) return real(...given);
          throw new Error("no such record");
        },
      });
      const outcome = await openImage(ownFile())
        .then((image) => plan(image, broken, SETTINGS))
        .then((planned) => convert(planned))
        .catch((thrown: unknown) => thrown);
      if (outcome instanceof Error)
        expect([call, skipped, outcome]).toEqual([call, skipped, expect.any(ZarrdropError)]);
      Object.assign(sink, { [call]: real });
      await convert(await plan(await openImage(ownFile()), sink, { ...SETTINGS, existing: "replace" }));
      expect(storeIn(sink)).toEqual(storeIn(whole));
    }
  }
});

const CALLS = ["write", "read", "size", "remove", "entries", "sync"] as const;

it("a stop at any kind of call to an own sink, early or late, is told as one", async () => {
  const whole = await convertStopping(() => false);
  const stopped = new Set<string>();
  for (const call of CALLS) {
    const count = whole.made.get(call)!;
    for (const at of new Set([1, Math.ceil(count / 2), count])) {
      const { outcome, sink } = await convertStopping((name, number) => name === call && number === at);
      if (outcome instanceof Error) {
        expect([call, at, outcome]).toMatchObject([call, at, { kind: "cancelled" }]);
        stopped.add(call);
      } else expect(storeIn(sink)).toEqual(storeIn(whole.sink));
    }
  }
  // Files are removed when the store is whole: a stop comes too late then.
  expect([...stopped, "remove"].toSorted()).toEqual(CALLS.toSorted());
});

/** A conversion that is stopped at a call to its sink: how it ended, and how many calls of each kind the sink had. */
async function convertStopping(isStop: (call: string, number: number) => boolean) {
  const sink = new MemorySink();
  const controller = new AbortController();
  const made = new Map<string, number>();
  for (const call of CALLS) {
    const real = (sink[call] as (...given: unknown[]) => unknown).bind(sink);
    Object.assign(sink, {
      [call]: (...given: unknown[]) => {
        const number = (made.get(call) ?? 0) + 1;
        made.set(call, number);
        if (isStop(call, number)) controller.abort();
        return real(...given);
      },
    });
  }
  const { signal } = controller;
  const planned = openImage(ownFile()).then((image) => plan(image, sink, SETTINGS, { signal }));
  const outcome = await planned.then((plans) => convert(plans, { signal })).catch((thrown: unknown) => thrown);
  return { outcome, made, sink };
}

/** Paths and bytes of the store. */
function storeIn(sink: MemorySink): [string, Uint8Array][] {
  return [...sink.files]
    .filter(([path]) => path.startsWith(`${STORE}/`))
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

it("opens handles and files with companions, and says what a store is", async () => {
  const sink = new MemorySink();
  await convert(await plan(await openImage(file), sink, SETTINGS));
  const folder = new FakeDirectoryHandle(STORE);
  const files: { path: string; file: File }[] = [];
  for (const [name, content] of sink.files) {
    const path = name.slice(STORE.length + 1);
    files.push({ path, file: new File([content], path.replace(/.*\//, "")) });
    const segments = path.split("/");
    let at = folder;
    for (const segment of segments.slice(0, -1)) at = await at.getDirectoryHandle(segment, { create: true });
    const handle = await at.getFileHandle(segments.at(-1)!, { create: true });
    const writable = await handle.createWritable();
    await writable.write(content);
    await writable.close();
  }
  const inspected = await inspect(folder.asHandle());
  expect(inspected.store).toMatchObject({ state: "complete", files: sink.files.size });
  expect(inspected.store?.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(inspected.description?.scenes[0]?.shape).toEqual([1, 2, 3, 41, 50]);
  expect(await validate({ files, main: "" }, { allChunks: true })).toMatchObject({ valid: true, state: "complete" });
  const own = { files: files.map(({ path, file: each }) => ({ path, file: ownOf(each) })), main: "" };
  expect(await validate(own, { allChunks: true })).toMatchObject({ valid: true, state: "complete" });
  expect(await restore(folder.asHandle(), STORE)).toBe("nothing");
});

function ownOf(given: File): OwnFile {
  const { name, size } = given;
  return { name, size, read: async (at, length) => new Uint8Array(await given.slice(at, at + length).arrayBuffer()) };
}

it("a parameter that cannot work is named before anything is opened or written", async () => {
  const sink = new MemorySink();
  const image = await openImage(file);
  await expect(plan(image, sink, { numLevel: 2 })).rejects.toMatchObject({ kind: "setting" });
  expect(sink.files.size).toBe(0);
});

it("a page refuses paths", async () => {
  await expect(page.sourceAt("/a")).rejects.toMatchObject({ kind: "unsupported-feature" });
  await expect(page.destinationAt("/a")).rejects.toMatchObject({ kind: "unsupported-feature" });
});

it("labels from files of their own lie beside their image; a mask that was changed is another source, and none is written over", async () => {
  const folder = mkdtempSync(join(root, "labels-"));
  const size = { width: 12, height: 8 };
  const [image, mask] = [join(folder, "a.tif"), join(folder, "cells.ome.zarr")];
  writeFileSync(image, planeTiff([1], size));
  writeFileSync(mask, planeTiff([0], size));
  const opened = await openImage(image, { labels: { cells: mask } });
  expect(opened.description.scenes.map(({ labelOf }) => labelOf?.name)).toEqual([undefined, "cells"]);
  const planned = await plan(opened, folder, { numLevels: 2 });
  opened.close();
  const report = await convert(planned, { inThisThread: true });
  expect(report.outputs).toMatchObject([{ storeName: STORE, images: 2 }]);
  expect(await validate(join(folder, STORE))).toMatchObject({ valid: true, images: 1, labels: 1 });
  await expect(plan(opened, folder, { name: "cells", existing: "replace" })).rejects.toMatchObject({
    kind: "exists",
    message: expect.stringContaining("would be written over its own source, cells"),
  });
  writeFileSync(mask, planeTiff([2], size));
  const other = await plan(opened, folder, { name: "other" });
  const { sourceFingerprint } = await convert(other, { inThisThread: true });
  expect(sourceFingerprint).not.toBe(report.sourceFingerprint);
});
