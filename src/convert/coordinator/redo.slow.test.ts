import { smallStack } from "../../../fixtures/smallStack.ts";
import { describe, expect, it } from "vitest";
import { STORE_JOURNAL } from "../../model/storeMarker.ts";
import type { ConversionJob } from "../../plan/job.ts";
import { inspectStore } from "../../store/inspectStore.ts";
import { readJournal } from "../../store/journal.ts";
import { filePath } from "../../store/levelFilePaths.ts";
import { readMarker } from "../../store/storeMarker.ts";
import { FakeDirectoryHandle, type FakeHooks } from "../../../testing/store/fakeDirectoryHandle.ts";
import { convertHere } from "../../../testing/convert/convertHere.ts";
import { failureOf, LAYOUTS, smallJob, storeOf } from "../../../testing/convert/smallConversion.ts";

/** Files of which one is damaged: of level 0, where all chunks of so small an image are looked at. */
const CHUNKS: Record<string, string> = { v2: "0/0/1/1/2/1", v3: "0/c/0/1/1/2/1", sharded: "0/c/0/1/0/1/1" };

type Damage = "other pixels" | "too short" | "empty" | "gone";
const DAMAGES: Damage[] = ["other pixels", "too short", "empty", "gone"];

type FileHandle = Awaited<ReturnType<FakeDirectoryHandle["getFileHandle"]>>;

async function fileAt(
  folder: FakeDirectoryHandle,
  job: ConversionJob,
  path: string,
): Promise<[FakeDirectoryHandle, FileHandle]> {
  const names = [job.plan.outputs[0]!.storeName, ...path.split("/")];
  let parent = folder;
  for (const name of names.slice(0, -1)) parent = await parent.getDirectoryHandle(name);
  return [parent, await parent.getFileHandle(names.at(-1)!)];
}

async function damage(folder: FakeDirectoryHandle, job: ConversionJob, path: string, how: Damage): Promise<void> {
  const [parent, file] = await fileAt(folder, job, path);
  if (how === "gone") await parent.removeEntry(file.name);
  if (how === "empty") file.bytes = new Uint8Array();
  if (how === "too short") file.bytes = file.bytes.slice(0, -3);
  if (how === "other pixels") file.bytes = otherPixels(file.bytes);
}

/** Without compression every byte is a pixel's; the middle of a shard, too. */
function otherPixels(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const other = bytes.slice();
  other[other.length >> 1]! ^= 1;
  return other;
}

async function filesOf(job: ConversionJob): Promise<Map<string, Uint8Array>> {
  const sink = await storeOf(job);
  const files = new Map<string, Uint8Array>();
  for (const path of await sink.list()) files.set(path, (await sink.read(path)) ?? new Uint8Array());
  return files;
}

describe.each(LAYOUTS)("a unit whose files are damaged (%s)", (layout, layoutSettings) => {
  const settings = { ...layoutSettings, compressor: "none", workers: 1 };
  const chunk = CHUNKS[layout]!;

  async function jobIn(hooks: FakeHooks = {}, more: Record<string, unknown> = {}) {
    const folder = new FakeDirectoryHandle("out", hooks);
    return { folder, job: await smallJob(smallStack(), { ...settings, ...more }, folder) };
  }

  async function whole(): Promise<Map<string, Uint8Array>> {
    const { job } = await jobIn();
    await convertHere(job);
    return filesOf(job);
  }

  it.each(DAMAGES)("before it is verified is done again: %s", async (how) => {
    const { folder, job } = await jobIn();
    let damaging: Promise<void> = Promise.resolve();
    const report = await convertHere(job, {
      onEvent: (event) => {
        if (event.kind === "verifying") damaging = damage(folder, job, chunk, how);
      },
    });
    await damaging;
    expect(await filesOf(job)).toEqual(await whole());
    expect(report.outputs[0]!.verification).not.toBeNull();
    // The unit was read from the source twice.
    expect(report.decodeRatio).toBeGreaterThan(1);
  });

  it.each(DAMAGES)("between a stop and going on is done again: %s", async (how) => {
    let isFull = false;
    const { folder, job } = await jobIn({
      onOperation: (operation, name) => {
        if (name === "zarr.json" || name === ".zgroup") isFull ||= operation === "createWritable" && !isDamaged;
        if (isFull) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
      },
    });
    let isDamaged = false;
    expect(await failureOf(job)).toMatchObject({ kind: "storage-full" });
    isFull = false;
    isDamaged = true;
    await damage(folder, job, chunk, how);
    await convertHere(job);
    expect(await filesOf(job)).toEqual(await whole());
  });

  it("every time it is written ends the conversion; the unit is not in the journal, and the same call does it again", async () => {
    for (const verify of ["sample", "none"]) {
      const { folder, job } = await jobIn();
      let file: FileHandle | null = null;
      let finding: Promise<void> = Promise.resolve();
      const failure = await convertHere(job, {
        onEvent: (event) => {
          if (event.kind !== "verifying") return;
          finding = fileAt(folder, job, chunk).then(([, found]) => {
            file = found;
            // A place on the drive that gives back something else than was written to it.
            found.getFile = async () => new File([otherPixels(found.bytes)], found.name);
          });
        },
      }).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      await finding;
      expect(failure).toMatchObject({ kind: "corrupt", details: { file: chunk } });
      expect(failure).toMatchObject({ details: { technical: expect.stringMatching(/^unit \d/u) } });
      const sink = await storeOf(job);
      expect((await inspectStore(sink)).state).toBe("incomplete");
      const found = await readMarker(sink);
      const { entries } = await readJournal(sink, found.kind === "marker" ? found.marker.fingerprint : "");
      expect(await sink.list(STORE_JOURNAL)).not.toEqual([]);
      const output = job.plan.outputs[0]!;
      const recorded = entries.flatMap(({ records }) =>
        records.flatMap(({ level, files }) => files.map((number) => filePath(output, level, number))),
      );
      expect(recorded).not.toContain(chunk);
      // The drive is mended, but for the bytes that are wrong on it.
      delete (file as unknown as Partial<FileHandle>).getFile;
      await damage(folder, job, chunk, "other pixels");
      const again = { ...job, plan: { ...job.plan, settings: { ...job.plan.settings, verify } } } as ConversionJob;
      const report = await convertHere(again);
      expect(report.outputs[0]!.verification === null).toBe(verify === "none");
      expect(await filesOf(again)).toEqual(await whole());
    }
  });
});
