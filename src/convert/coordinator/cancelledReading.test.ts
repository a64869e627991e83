import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { smallStack } from "../../../fixtures/smallStack.ts";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import type { SourceReference } from "../../model/references.ts";
import { parseSettings } from "../../plan/settings/parseSettings.ts";
import { ReadingService } from "../reading/readingService.ts";

/** Milliseconds that each read of the slow file takes. */
const PAUSE = 10;
/** Pages whose directories lie so far apart that no two come with one read. */
const PAGES = 40;
const APART = 2 ** 19;

/** A file of which every read takes a while; the reads are counted. */
class SlowFile extends File {
  reads = 0;

  override slice(start?: number, end?: number): Blob {
    const part = super.slice(start, end);
    part.arrayBuffer = async () => {
      this.reads++;
      await setTimeout(PAUSE);
      return new Blob([part]).arrayBuffer();
    };
    return part;
  }
}

/** A TIFF of pages of one pixel. */
function sparseTiff(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(PAGES * APART);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, APART - 512, true);
  const tags: [number, number, number][] = [
    [256, 3, 1], // width
    [257, 3, 1], // height
    [258, 3, 8], // bits
    [259, 3, 1], // not compressed
    [262, 3, 1], // black is 0
    [273, 4, 8], // the pixel, anywhere
    [278, 3, 1], // rows of a strip
    [279, 4, 1], // bytes of it
  ];
  for (let page = 0; page < PAGES; page++) {
    const at = (page + 1) * APART - 512;
    view.setUint16(at, tags.length, true);
    for (const [index, [tag, type, value]] of tags.entries()) {
      const entry = at + 2 + index * 12;
      view.setUint16(entry, tag, true);
      view.setUint16(entry + 2, type, true);
      view.setUint32(entry + 4, 1, true);
      view.setUint32(entry + 8, value, true);
    }
    view.setUint32(at + 2 + tags.length * 12, page + 1 < PAGES ? at + APART : 0, true);
  }
  return bytes;
}

function slow(): { file: SlowFile; source: SourceReference } {
  const file = new SlowFile([sparseTiff()], "pages.tif");
  return { file, source: { kind: "files", files: [{ path: "pages.tif", file }], main: "pages.tif" } };
}

/** Stops a call after some reads; how many there were when it had ended, and a while later. */
async function stopAfter(
  file: SlowFile,
  reads: number,
  call: (signal: AbortSignal) => Promise<unknown>,
): Promise<{ failure: unknown; atEnd: number; later: number }> {
  const controller = new AbortController();
  const outcome = call(controller.signal).then(
    () => null,
    (error: unknown) => error,
  );
  const before = file.reads;
  while (file.reads - before < reads) await setTimeout(1);
  controller.abort();
  const failure = await outcome;
  const atEnd = file.reads;
  await setTimeout(10 * PAUSE);
  return { failure, atEnd: atEnd - before, later: file.reads - before };
}

it("opening a slow file stops when it is cancelled, and reads no more of it", async () => {
  const { file, source } = slow();
  const whole = await new ReadingService().open(source, { mosaic: "stitch" }, new AbortController().signal);
  expect(whole.description.scenes.length).toBeGreaterThan(0);
  expect(file.reads).toBeGreaterThan(PAGES / 2);

  const { failure, atEnd, later } = await stopAfter(file, 3, (signal) =>
    new ReadingService().open(source, { mosaic: "stitch" }, signal),
  );
  expect(failure).toMatchObject({ kind: "cancelled" });
  expect(atEnd).toBeLessThan(6);
  expect(later).toBe(atEnd);
});

it("telling what a slow file is stops when it is cancelled", async () => {
  const { file, source } = slow();
  const { failure, later } = await stopAfter(file, 1, (signal) => new ReadingService().identify(source, signal));
  expect(failure).toMatchObject({ kind: "cancelled" });
  expect(later).toBe(1);
});

it("planning for a destination stops when it is cancelled, and looks at nothing more there", async () => {
  let operations = 0;
  let stop: AbortController | null = null;
  const STOP_AT = 40;
  const folder = new FakeDirectoryHandle("out", {
    onOperation: () => {
      if (++operations === STOP_AT) stop?.abort();
    },
  });
  for (let store = 0; store < 50; store++) await folder.getDirectoryHandle(`other-${store}.ome.zarr`, { create: true });
  const service = new ReadingService();
  const { source } = await service.open(smallStack(), { mosaic: "stitch" }, new AbortController().signal);
  const destination = { kind: "directory-handle", handle: folder.asHandle() } as const;
  const request = { settings: parseSettings({ existing: "append" }), destination };
  operations = 0;
  await service.planForDestination(source, request, new AbortController().signal);
  expect(operations).toBeGreaterThan(3 * STOP_AT);
  operations = 0;
  stop = new AbortController();
  await expect(service.planForDestination(source, request, stop.signal)).rejects.toMatchObject({ kind: "cancelled" });
  await setTimeout(50);
  expect(operations).toBeLessThan(STOP_AT + 10);
});
