import { expect, it } from "vitest";
import { smallStack } from "../../../fixtures/smallStack.ts";
import { convertHere, plannedJob } from "../../../testing/convert/convertHere.ts";
import { failureOf, smallJob } from "../../../testing/convert/smallConversion.ts";
import { harmonyFiles } from "../../../testing/formats/harmonyFiles.ts";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import { storesOf } from "../../plan/plannedStore.ts";
import { lookAtStores } from "./lookAtStores.ts";

const SETTINGS = { numLevels: 2, chunkShape: [1, 1, 1, 16, 16], workers: 1 };
const NAME = "a.ome.zarr";

async function lookAt(folder: FakeDirectoryHandle, settings: Record<string, unknown>) {
  const { destination, plan } = await smallJob(smallStack(), settings, folder);
  const stores = [{ storeName: NAME, wanted: storesOf(plan)[0]! }];
  return (await lookAtStores(destination, stores, new AbortController().signal))[0];
}

it("says of a whole store how large it is, and whether it is as it would be written", async () => {
  const folder = new FakeDirectoryHandle("out");
  await convertHere(await smallJob(smallStack(), SETTINGS, folder));
  const look = await lookAt(folder, SETTINGS);
  expect(look).toMatchObject({ storeName: NAME, kind: "whole", share: null, isAlike: true });
  expect(look!.bytes).toBeGreaterThan(10_000);
  expect(await lookAt(folder, { ...SETTINGS, chunkShape: [1, 1, 1, 32, 32] })).toMatchObject({ isAlike: false });
});

it("says of an unfinished store how far it is", async () => {
  let isNoted = false;
  const folder = new FakeDirectoryHandle("out", {
    onOperation: (operation, name) => {
      if (operation === "close" && name === "00000001.json") isNoted = true;
      if (operation === "write" && isNoted) throw new DOMException("", "QuotaExceededError");
    },
  });
  await failureOf(await smallJob(smallStack(), SETTINGS, folder));
  const look = await lookAt(folder, SETTINGS);
  expect(look).toMatchObject({ kind: "unfinished", isAlike: true });
  expect(look!.share).toBeGreaterThan(0);
  expect(look!.share).toBeLessThan(1);
  expect(await lookAt(folder, { ...SETTINGS, numLevels: 1 })).toMatchObject({ kind: "unfinished", isAlike: false });
});

it("says of an unfinished plate how far all its images are, and whether these are as they would be written", async () => {
  const files = Object.entries(harmonyFiles()).map(([path, bytes]) => ({
    path,
    file: new File([Uint8Array.from(bytes)], path.replace(/.*\//, ""), { lastModified: 0 }),
  }));
  const plate = { kind: "files", files, main: "Images/Index.idx.xml" } as const;
  const folder = new FakeDirectoryHandle("out");
  const destination = { kind: "directory-handle", handle: folder.asHandle() } as const;
  const planned = (more: Record<string, unknown> = {}) =>
    plannedJob(plate, destination, { layout: "plate", numLevels: 2, workers: 1, ...more });
  const look = async (more: Record<string, unknown> = {}) => {
    const [wanted] = storesOf((await planned(more)).plan);
    const { signal } = new AbortController();
    return (await lookAtStores(destination, [{ storeName: wanted!.storeName, wanted: wanted! }], signal))[0];
  };
  const controller = new AbortController();
  let done = 0;
  const stopped = convertHere(await planned(), {
    signal: controller.signal,
    onEvent: ({ kind }) => {
      if (kind === "output-done" && ++done === 2) controller.abort();
    },
  });
  await expect(stopped).rejects.toMatchObject({ kind: "cancelled" });
  const found = await look();
  expect(found).toMatchObject({ kind: "unfinished", isAlike: true });
  // Two of four images are whole; of the others some may be written.
  expect(found!.share).toBeGreaterThanOrEqual(0.5);
  expect(found!.share).toBeLessThan(1);
  expect(found!.bytes).toBeGreaterThan(1000);
  expect(await look({ numLevels: 1 })).toMatchObject({ kind: "unfinished", isAlike: false });
  expect(await look({ zarrFormat: 2 })).toMatchObject({ kind: "unfinished", share: null, isAlike: false });
  await convertHere(await planned());
  expect(await look()).toMatchObject({ kind: "whole", share: null });
});

it("says of a folder of notes that it is no store", async () => {
  const folder = new FakeDirectoryHandle("out");
  await (await folder.getDirectoryHandle(NAME, { create: true })).getFileHandle("notes.txt", { create: true });
  expect(await lookAt(folder, SETTINGS)).toEqual({
    storeName: NAME,
    kind: "other",
    bytes: null,
    share: null,
    isAlike: null,
  });
});
