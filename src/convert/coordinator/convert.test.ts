import { describe, expect, it } from "vitest";
import { writeOmeTiff } from "../../browser/omeTiffWriter.ts";
import { openImage } from "../../formats/registry.ts";
import { allocatePixels, type PixelArray } from "../../model/dtype.ts";
import { asZarrdropError } from "../../model/errors.ts";
import type { DestinationReference, SourceReference } from "../../model/references.ts";
import { sizeOfShape, wholeRegion } from "../../model/region.ts";
import type { ConversionEvent, ConversionJob, ConversionReport } from "../../plan/job.ts";
import { parseSettings } from "../../plan/settings/parseSettings.ts";
import { planConversion } from "../../plan/planConversion.ts";
import { inspectStore } from "../../store/inspectStore.ts";
import { openSink } from "../../store/openSink.ts";
import { storedLevel } from "../../store/levelArray.ts";
import { JobPause } from "./jobPause.ts";
import { convertHere } from "../../../testing/convert/convertHere.ts";
import { FakeDirectoryHandle, type FakeHooks } from "../../../testing/store/fakeDirectoryHandle.ts";

const SIZE = { sizeX: 150, sizeY: 101, sizeZ: 5 };
const CHANNELS = [
  { name: "one", color: 0xff0000 },
  { name: "two", color: 0x00ff00 },
];

function sampleFile(): File {
  const planes = Array.from({ length: SIZE.sizeZ * CHANNELS.length }, (_, plane) =>
    Uint16Array.from({ length: SIZE.sizeX * SIZE.sizeY }, (_unused, index) => (index * 7919 + plane * 104729) % 4093),
  );
  const physical = { physicalSizeX: 0.5, physicalSizeY: 0.5, physicalSizeZ: 2 };
  return new File(
    [writeOmeTiff({ ...SIZE, ...physical, channels: CHANNELS, imageName: "sample" }, planes)],
    "a.ome.tif",
    {
      lastModified: 0,
    },
  );
}

const source: SourceReference = {
  kind: "files",
  files: [{ path: "a.ome.tif", file: sampleFile() }],
  main: "a.ome.tif",
};

function destinationOf(handle: FakeDirectoryHandle): DestinationReference {
  return { kind: "directory-handle", handle: handle.asHandle() };
}

async function jobOf(settings: Record<string, unknown>, folder: FakeDirectoryHandle): Promise<ConversionJob> {
  const reader = await openImage(source, new AbortController().signal);
  const plan = planConversion(reader.description, parseSettings(settings));
  reader.close();
  return { source, description: reader.description, destination: destinationOf(folder), plan };
}

function run(
  job: ConversionJob,
  signal = new AbortController().signal,
  onEvent: (event: ConversionEvent) => void = () => {},
): Promise<ConversionReport> {
  return convertHere(job, { signal, onEvent });
}

function folderWith(hooks: FakeHooks = {}): FakeDirectoryHandle {
  return new FakeDirectoryHandle("out", hooks);
}

async function filesOf(folder: FakeDirectoryHandle): Promise<Map<string, Uint8Array>> {
  const sink = await openSink(destinationOf(folder), "a.ome.zarr");
  const files = new Map<string, Uint8Array>();
  for (const path of await sink.list()) files.set(path, (await sink.read(path)) ?? new Uint8Array());
  return files;
}

const SETTINGS = { numLevels: 3, chunkShape: [1, 1, 2, 32, 64], shardShape: [1, 1, 4, 64, 64] };

describe("convert", () => {
  it("writes every level, verified and complete, each source block decoded once", async () => {
    const folder = folderWith();
    const job = await jobOf(SETTINGS, folder);
    const events: ConversionEvent[] = [];
    const report = await run(job, undefined, (event) => events.push(event));
    expect(report.decodeRatio).toBe(1);
    expect(report.outputs[0]).toMatchObject({ storeName: "a.ome.zarr", clippedValues: 0 });
    const sink = await openSink(job.destination, "a.ome.zarr");
    const { state, problems } = await inspectStore(sink);
    expect(state).toBe("complete");
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
    const done = events.filter((event) => event.kind === "progress").map((event) => event.bytesDone);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    const [output] = job.plan.outputs;
    expect(done.at(-1)).toBe(output!.levels.reduce((sum, level) => sum + sizeOfShape(level.shape) * 2, 0));
    const shape = output!.levels[0]!.shape;
    const pixels: PixelArray = allocatePixels("uint16", sizeOfShape(shape));
    await storedLevel(sink, output!, output!.levels[0]!).readRegion(
      wholeRegion(shape),
      pixels,
      new AbortController().signal,
    );
    expect(pixels[0]).toBe(0);
    expect(pixels[3 * SIZE.sizeX * SIZE.sizeY + 17]).toBe((17 * 7919 + 3 * 104729) % 4093);
  });

  it("gives the same bytes whatever the number of workers", async () => {
    const [one, four] = [folderWith(), folderWith()];
    await run(await jobOf({ ...SETTINGS, workers: 1 }, one));
    await run(await jobOf({ ...SETTINGS, workers: 4 }, four));
    expect(await filesOf(four)).toEqual(await filesOf(one));
  });

  it("goes on after a full disk where it stopped, with the bytes of an uninterrupted run", async () => {
    const whole = folderWith();
    await run(await jobOf(SETTINGS, whole));
    for (let failing = 1; failing < 40; failing += 7) {
      let operations = 0;
      let isFull = true;
      const folder = folderWith({
        onOperation: (operation) => {
          if (operation === "write" && isFull && ++operations >= failing) {
            throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
          }
        },
      });
      const job = await jobOf(SETTINGS, folder);
      const failure = await run(job).then(
        () => null,
        (thrown: unknown) => asZarrdropError(thrown),
      );
      if (failure === null) break;
      expect(failure.kind).toBe("storage-full");
      expect((await inspectStore(await openSink(job.destination, "a.ome.zarr"))).state).not.toBe("complete");
      isFull = false;
      await run(job);
      expect(await filesOf(folder), `after failing at write ${failing}`).toEqual(await filesOf(whole));
    }
  });

  it("goes on with the progress that the first run had, and comes to the whole", async () => {
    const settings = { ...SETTINGS, workers: 1 };
    let isNoted = false;
    let isFull = true;
    const folder = folderWith({
      onOperation: (operation, name) => {
        // A file of the journal: a unit is done.
        if (operation === "close" && name === "00000001.json") isNoted = true;
        if (operation === "write" && isNoted && isFull) throw new DOMException("", "QuotaExceededError");
      },
    });
    const job = await jobOf(settings, folder);
    await run(job).catch(() => {});
    isFull = false;
    const events: ConversionEvent[] = [];
    await run(job, undefined, (event) => events.push(event));
    const [started] = events.filter((event) => event.kind === "started");
    expect(started!.bytesDone).toBeGreaterThan(0);
    expect(started!.bytesDone).toBeLessThan(started!.bytesTotal);
    expect(started!.filesWritten).toBeGreaterThan(0);
    expect(started!.bytesWritten).toBeGreaterThan(started!.filesWritten);
    const done = events.flatMap((event) => (event.kind === "progress" ? [event.bytesDone] : []));
    expect(Math.min(...done)).toBeGreaterThanOrEqual(started!.bytesDone);
    expect(done.at(-1)).toBe(started!.bytesTotal);
    // All chunks and shards, those of the first run too; metadata come after them.
    const metadata = /(^|\/)(zarr\.json|\.zarrdrop\.json|METADATA\.ome\.xml)$/u;
    const written = [...(await filesOf(folder)).keys()].filter((path) => !metadata.test(path));
    expect(events.findLast((event) => event.kind === "progress")).toMatchObject({ filesWritten: written.length });
  });

  it("rests between two units while it is held, with its files on the disk, and goes on to the same bytes", async () => {
    const settings = { ...SETTINGS, workers: 1 };
    const pause = new JobPause();
    let units = 0;
    const folder = folderWith({
      onOperation: (operation, name) => {
        if (operation === "close" && /^0000000\d\.json$/u.test(name) && ++units === 1) pause.hold(true);
      },
    });
    const job = await jobOf(settings, folder);
    const begun = performance.now();
    const ended = convertHere(job, { pause });
    let files = -1;
    // Quiet for so long that anything under way has ended.
    for (let quiet = 0; quiet < 5; quiet++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const now = (await filesOf(folder)).size;
      if (now !== files || units === 0) quiet = 0;
      files = now;
    }
    expect(files).toBeGreaterThan(1);
    expect((await inspectStore(await openSink(job.destination, "a.ome.zarr"))).state).toBe("incomplete");
    pause.hold(false);
    const { seconds } = await ended;
    expect(pause.seconds).toBeGreaterThan(0.2);
    expect(seconds, "the rest is not counted").toBeLessThan((performance.now() - begun) / 1000 - 0.2);
    expect(units).toBeGreaterThan(1);
    const whole = folderWith();
    await run(await jobOf(settings, whole));
    expect(await filesOf(folder)).toEqual(await filesOf(whole));
  });

  it("stops with a message when access is withdrawn, and leaves the store marked incomplete", async () => {
    let operations = 0;
    const folder = folderWith({
      onOperation: (operation) => {
        if (operation === "createWritable" && ++operations > 5) throw new DOMException("denied", "NotAllowedError");
      },
    });
    const job = await jobOf(SETTINGS, folder);
    const failure = await run(job).then(
      () => null,
      (thrown: unknown) => asZarrdropError(thrown),
    );
    expect(failure).toMatchObject({ kind: "permission" });
    expect(failure?.message).toMatch(/not allowed/u);
    const { state, marker } = await inspectStore(await openSink(job.destination, "a.ome.zarr"));
    expect(state).toBe("incomplete");
    expect(marker).not.toBeNull();
  });

  it("stops when it is cancelled and leaves the store marked incomplete", async () => {
    const controller = new AbortController();
    const folder = folderWith({ onOperation: (operation) => operation === "write" && controller.abort() });
    const job = await jobOf(SETTINGS, folder);
    const failure = await run(job, controller.signal).catch((thrown: unknown) => asZarrdropError(thrown));
    expect(failure).toMatchObject({ kind: "cancelled" });
    expect((await inspectStore(await openSink(job.destination, "a.ome.zarr"))).state).not.toBe("complete");
  });
});
