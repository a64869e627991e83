import { expect, it } from "vitest";
import { smallStack } from "../../../fixtures/smallStack.ts";
import { convertHere } from "../../../testing/convert/convertHere.ts";
import { failureOf, smallJob } from "../../../testing/convert/smallConversion.ts";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import { lookAtStores } from "./lookAtStores.ts";

const SETTINGS = { numLevels: 2, chunkShape: [1, 1, 1, 16, 16], workers: 1 };
const NAME = "a.ome.zarr";

async function lookAt(folder: FakeDirectoryHandle, settings: Record<string, unknown>) {
  const { destination, plan } = await smallJob(smallStack(), settings, folder);
  const stores = [{ storeName: NAME, output: plan.outputs[0]! }];
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
