import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { smallStack } from "../../../fixtures/smallStack.ts";
import { crc32c } from "../../codecs/crc32c.ts";
import type { ConversionJob } from "../../plan/job.ts";
import { type ManifestEntry, parseManifestLine } from "../../store/manifest.ts";
import { openSink } from "../../store/openSink.ts";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import { ownReader } from "../worker/ownReader.ts";
import { convertHere } from "../../../testing/convert/convertHere.ts";
import { failureOf, LAYOUTS, smallJob } from "../../../testing/convert/smallConversion.ts";

const NAME = "a.ome.zarr.manifest.txt";
const { signal } = new AbortController();

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-manifest-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function jobOnDisk(settings: Record<string, unknown>): Promise<ConversionJob> {
  return { ...(await smallJob(smallStack(), settings)), destination: { kind: "node", folder } };
}

function entriesOf(text: string): ManifestEntry[] {
  return text.split("\n").flatMap((line) => parseManifestLine(line) ?? []);
}

function entriesOnDisk(): ManifestEntry[] {
  return entriesOf(readFileSync(join(folder, NAME), "utf8"));
}

/** What coreutils say of the store. */
function sha256sum(): string {
  return execFileSync("sha256sum", ["-c", "--strict", join("..", NAME)], {
    cwd: join(folder, "a.ome.zarr"),
    stdio: "pipe",
    encoding: "utf8",
  });
}

describe.each(LAYOUTS)("the manifest of a store in %s", (_, settings) => {
  it.skipIf(process.platform !== "linux")(
    "lists every file as sha256sum does, and every chunk as it reads",
    async () => {
      const job = await jobOnDisk({ ...settings, manifest: true });
      const report = await convertHere(job);
      expect(report.outputs[0]!.manifest).toBe(NAME);
      const sink = await openSink(job.destination, "a.ome.zarr");
      expect(sha256sum().match(/OK/gu)).toHaveLength((await sink.list()).length);

      const entries = entriesOnDisk();
      expect(entries.slice(0, 2)).toEqual([
        { kind: "version", version: 1 },
        { kind: "store", name: "a.ome.zarr" },
      ]);
      expect(entries[2]!.kind).toBe("source-fingerprint");
      const chunks = entries.filter((entry) => entry.kind === "chunk");
      expect(chunks).toHaveLength(report.outputs[0]!.verification!.totalChunks);
      expect(chunks.filter((entry) => entry.crc32c === null)).toHaveLength(report.outputs[0]!.emptyChunks);
      expect(report.outputs[0]!.emptyChunks).toBeGreaterThan(0);
      for (const { level, index, crc32c: sum } of chunks) {
        const array = await ownReader.openArray(sink, level, job.plan.outputs[0]!.zarrFormat, signal);
        const bytes = await array.readChunk(index);
        if (sum === null) expect(bytes.every((value) => value === 0)).toBe(true);
        else expect(crc32c(bytes)).toBe(sum);
      }
    },
  );
});

describe("a manifest", () => {
  const settings = LAYOUTS[1]![1];

  it("has all chunks, whatever is verified, and after a conversion without it", async () => {
    for (const verify of ["none", "sample", "all"]) {
      const job = await jobOnDisk({ ...settings, verify, manifest: true, existing: "replace" });
      const { outputs } = await convertHere(job);
      const total = job.plan.outputs[0]!.levels.length;
      expect(entriesOnDisk().filter((entry) => entry.kind === "chunk").length).toBeGreaterThan(total * 2);
      expect(outputs[0]!.verification === null).toBe(verify === "none");
    }
  });

  it("has the chunks of units that were done before it was asked for", async () => {
    let isFull = true;
    const handle = new FakeDirectoryHandle("out", {
      onOperation: (operation, name) => {
        if (operation === "createWritable" && name === "zarr.json" && isFull) {
          throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
        }
      },
    });
    const job = await smallJob(smallStack(), settings, handle);
    await failureOf(job);
    isFull = false;
    const { outputs } = await convertHere({
      ...job,
      plan: { ...job.plan, settings: { ...job.plan.settings, manifest: true } },
    });
    const text = await (await (await handle.getFileHandle(NAME)).getFile()).text();
    const chunks = entriesOf(text).filter((entry) => entry.kind === "chunk");
    expect(chunks).toHaveLength(outputs[0]!.verification!.totalChunks);
  });

  it("is not made unless it is asked for", async () => {
    const { outputs } = await convertHere(await jobOnDisk(settings));
    expect(readdirSync(folder)).toEqual(["a.ome.zarr"]);
    expect(outputs[0]).not.toHaveProperty("manifest");
  });

  it.skipIf(process.platform !== "linux")(
    "is that of the store that is there: renewed when it is replaced, gone when no new one is asked for",
    async () => {
      await convertHere(await jobOnDisk({ ...settings, manifest: true }));
      const before = readFileSync(join(folder, NAME), "utf8");
      await convertHere(await jobOnDisk({ ...settings, numLevels: 1, manifest: true, existing: "replace" }));
      expect(readFileSync(join(folder, NAME), "utf8")).not.toBe(before);
      expect(sha256sum()).toContain("OK");
      await convertHere(await jobOnDisk({ ...settings, existing: "replace" }));
      expect(existsSync(join(folder, NAME))).toBe(false);
    },
  );

  it("is the same for the same conversion", async () => {
    await convertHere(await jobOnDisk({ ...settings, manifest: true }));
    const before = readFileSync(join(folder, NAME), "utf8");
    await convertHere(await jobOnDisk({ ...settings, manifest: true, existing: "replace" }));
    expect(readFileSync(join(folder, NAME), "utf8")).toBe(before);
  });

  it("never takes the place of somebody's file", async () => {
    const path = join(folder, NAME);
    writeFileSync(path, "notes");
    const failure = await failureOf(await jobOnDisk({ ...settings, manifest: true }));
    expect(failure).toMatchObject({ kind: "exists", details: { file: NAME } });
    expect(readdirSync(folder)).toEqual([NAME]);
    await convertHere(await jobOnDisk(settings));
    expect(readFileSync(path, "utf8")).toBe("notes");
  });

  it("that cannot be written leaves the store marked; the same call writes it", async () => {
    let isFull = true;
    const handle = new FakeDirectoryHandle("out", {
      onOperation: (operation, name) => {
        if (operation === "createWritable" && name === NAME && isFull) {
          throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
        }
      },
    });
    const job = await smallJob(smallStack(), { ...settings, manifest: true }, handle);
    expect(await failureOf(job)).toMatchObject({ kind: "storage-full" });
    const sink = await openSink(job.destination, "a.ome.zarr");
    expect(await sink.size(".zarrdrop-incomplete.json")).not.toBeNull();
    isFull = false;
    await convertHere(job);
    expect(await sink.size(".zarrdrop-incomplete.json")).toBeNull();
    const text = await (await (await handle.getFileHandle(NAME)).getFile()).text();
    const files = entriesOf(text).flatMap((entry) => (entry.kind === "file" ? [entry.path] : []));
    expect(files).toEqual(await sink.list());
  });
});

it("what was being written of a manifest when an earlier run ended goes; a manifest that is not all there is no manifest", async () => {
  const handle = new FakeDirectoryHandle("out");
  const job = await smallJob(smallStack(), { ...LAYOUTS[1]![1], manifest: true }, handle);
  await handle.getFileHandle(`${NAME}.crswap`, { create: true });
  await convertHere(job);
  expect([...handle.children.keys()].toSorted()).toEqual(["a.ome.zarr", NAME]);

  let isShort = false;
  const losing = new FakeDirectoryHandle("out", {
    onOperation: (operation, name) => {
      // The second half of the file's bytes does not arrive.
      isShort = operation === "close" && name === NAME;
      const file = isShort ? losing.children.get(NAME) : undefined;
      if (file !== undefined) queueMicrotask(() => Object.assign(file, { bytes: new Uint8Array(1) }));
    },
  });
  const lost = await smallJob(smallStack(), { ...LAYOUTS[1]![1], manifest: true }, losing);
  expect(await failureOf(lost)).toMatchObject({ kind: "corrupt", details: { file: NAME } });
});
