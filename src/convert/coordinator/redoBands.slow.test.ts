import { expect, it } from "vitest";
import { writeOmeTiff } from "../../browser/omeTiffWriter.ts";
import type { SourceReference } from "../../model/references.ts";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import { convertHere } from "../../../testing/convert/convertHere.ts";
import { failureOf, smallJob, storeOf } from "../../../testing/convert/smallConversion.ts";

const SIZE = 3600;
/** With a checksum, so that damage is noticed. */
const ZSTD = { id: "zstd", level: 1, checksum: true };

/** One plane that is large enough to be cut into bands; the levels above the third are made of what was written of that. */
function largePlane(): SourceReference {
  const plane = Uint16Array.from({ length: SIZE * SIZE }, (_, at) => (at * 7919) % 4093);
  const physical = { physicalSizeX: 1, physicalSizeY: 1, physicalSizeZ: 1 };
  const size = { sizeX: SIZE, sizeY: SIZE, sizeZ: 1, ...physical };
  const bytes = writeOmeTiff({ ...size, channels: [{ name: "one", color: 0xff0000 }], imageName: "large" }, [plane]);
  const file = new File([bytes], "a.ome.tif", { lastModified: 0 });
  return { kind: "files", files: [{ path: "a.ome.tif", file }], main: "a.ome.tif" };
}

it("a band whose file a further stage cannot decode leaves the journal: the call after that does it again", async () => {
  const settings = { numLevels: 5, chunkShape: [1, 1, 1, 450, 900], compressor: ZSTD, workers: 2 };
  let isFull = true;
  const folder = new FakeDirectoryHandle("out", {
    onOperation: (operation, name) => {
      // The first level of the second stage.
      if (operation === "getDirectoryHandle" && name === "4" && isFull)
        throw new DOMException("", "QuotaExceededError");
    },
  });
  const source = largePlane();
  const job = await smallJob(source, settings, folder);
  expect(await failureOf(job)).toMatchObject({ kind: "storage-full" });
  isFull = false;
  const store = await folder.getDirectoryHandle("a.ome.zarr");
  const levels = [...store.children.keys()].filter((name) => /^\d$/u.test(name)).toSorted();
  const last = levels.at(-1)!;
  expect(Number(last)).toBeLessThan(4);

  let chunks = await (await store.getDirectoryHandle(last)).getDirectoryHandle("c");
  for (const name of ["0", "0", "0", "0"]) chunks = await chunks.getDirectoryHandle(name);
  const file = await chunks.getFileHandle("0");
  file.bytes = file.bytes.map((byte, at) => (at > 100 && at < 200 ? 255 - byte : byte));

  const path = `${last}/c/0/0/0/0/0`;
  expect(await failureOf(job)).toMatchObject({ kind: "corrupt", details: { file: path } });
  await convertHere(job);
  const whole = await smallJob(source, settings);
  await convertHere(whole);
  const [found, wanted] = [await storeOf(job), await storeOf(whole)];
  expect(await found.list()).toEqual(await wanted.list());
  for (const each of await wanted.list()) {
    expect(Buffer.compare((await found.read(each))!, (await wanted.read(each))!), each).toBe(0);
  }
}, 120_000);
