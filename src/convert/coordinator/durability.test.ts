import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { writeOmeTiff } from "../../browser/omeTiffWriter.ts";
import { openImage } from "../../formats/registry.ts";
import { STORE_JOURNAL, STORE_MARKER } from "../../model/storeMarker.ts";
import type { SourceReference } from "../../model/references.ts";
import { parseSettings } from "../../plan/settings/parseSettings.ts";
import { planConversion } from "../../plan/planConversion.ts";

/** What the engine asked of the file system, in order. */
type Step = { kind: "bytes" | "folder" | "made" | "named" | "removed"; path: string; from?: string };
const steps: Step[] = [];

// The sink takes these functions when it is loaded: they are replaced before.
const files = process.getBuiltinModule("node:fs/promises");
const { mkdir, open, rename, rm: removeAll } = files;
vi.spyOn(files, "mkdir").mockImplementation(async (path, options) => {
  const made = await mkdir(path, options);
  const isThere = typeof options === "object" && options?.recursive === true && made === undefined;
  if (made !== undefined) steps.push({ kind: "made", path: made });
  if (!isThere) steps.push({ kind: "made", path: String(path) });
  return made;
});
vi.spyOn(files, "open").mockImplementation(async (path, flags, mode) => {
  const handle = await open(path, flags, mode);
  const datasync = handle.datasync.bind(handle);
  const sync = handle.sync.bind(handle);
  handle.datasync = async () => {
    await datasync();
    steps.push({ kind: "bytes", path: String(path) });
  };
  handle.sync = async () => {
    // What happens while the folder is on its way to the disk may be too late for it.
    const at = steps.length;
    await sync();
    steps.splice(at, 0, { kind: "folder", path: String(path) });
  };
  return handle;
});
vi.spyOn(files, "rename").mockImplementation(async (from, to) => {
  await rename(from, to);
  steps.push({ kind: "named", path: String(to), from: String(from) });
});
vi.spyOn(files, "rm").mockImplementation(async (path, options) => {
  await removeAll(path, options);
  steps.push({ kind: "removed", path: String(path) });
});
const { convertHere } = await import("../../../testing/convert/convertHere.ts");

const base = await mkdtemp(join(tmpdir(), "zarrdrop-durability-"));
afterAll(() => rm(base, { recursive: true, force: true }));
beforeEach(() => steps.splice(0));

async function convertInto(folder: string, settings: Record<string, unknown>): Promise<void> {
  const planes = Array.from({ length: 4 }, (_, plane) =>
    Uint16Array.from({ length: 150 * 101 }, (_x, at) => at ^ plane),
  );
  const size = { sizeX: 150, sizeY: 101, sizeZ: 4, physicalSizeX: 1, physicalSizeY: 1, physicalSizeZ: 1 };
  const bytes = writeOmeTiff({ ...size, channels: [{ name: "one", color: 0xff0000 }], imageName: "sample" }, planes);
  const file = new File([bytes], "a.ome.tif", { lastModified: 0 });
  const source: SourceReference = { kind: "files", files: [{ path: "a.ome.tif", file }], main: "a.ome.tif" };
  const { signal } = new AbortController();
  const reader = await openImage(source, signal);
  const plan = planConversion(reader.description, parseSettings(settings));
  reader.close();
  await convertHere(
    { source, description: reader.description, destination: { kind: "node", folder }, plan },
    { signal },
  );
}

describe.each([
  ["v2", { zarrFormat: 2, chunkShape: [1, 1, 1, 64, 64] }],
  ["v3", { chunkShape: [1, 1, 1, 64, 64] }],
  ["sharded", { chunkShape: [1, 1, 1, 32, 32], shardShape: [1, 1, 2, 64, 64] }],
])("a power cut while a store in %s is written", (name, settings) => {
  test("never leaves a name without its bytes, root metadata without chunks, or a store without a marker that is not whole", async () => {
    const folder = join(base, name, "new");
    await convertInto(folder, { ...settings, numLevels: 2 });
    const store = join(folder, "a.ome.zarr");
    const isJournal = (path: string): boolean => path.startsWith(join(store, STORE_JOURNAL));
    const isMarker = (path: string): boolean => path === join(store, STORE_MARKER);
    const onDisk = new Set<string>();
    /** Names whose folders have not been sent to the disk since they came or went. */
    const unsure = new Set<string>();
    const unsureBeside = (isLeftOut: (path: string) => boolean): string[] =>
      [...unsure].filter((path) => !isLeftOut(path));
    let chunks = 0;
    for (const { kind, path, from } of steps) {
      const inStore = path.startsWith(`${store}/`);
      if (kind === "bytes") onDisk.add(path);
      if (kind === "folder") for (const known of unsure) if (dirname(known) === path) unsure.delete(known);
      if (kind === "named") expect(onDisk, `${path} has its bytes`).toContain(from);
      if (kind === "named" && /\/\d+$/u.test(path)) {
        chunks++;
        expect([...unsure].filter(isMarker), "the marker is sure before the first chunk").toEqual([]);
      }
      // From the first metadata on all chunks are sure; what is metadata may be unsure until the marker goes.
      const isMetadata = inStore && !isJournal(path) && !isMarker(path) && /zarr\.json$|\.z\w+$/u.test(path);
      if (kind === "named" && isMetadata) {
        expect(
          unsureBeside((each) => isJournal(each) || !/\/\d+$/u.test(each)),
          path,
        ).toEqual([]);
      }
      if (kind === "removed" && isMarker(path)) expect(unsureBeside(isJournal), "the marker goes").toEqual([]);
      if (kind === "removed") for (const each of unsure) if (each.startsWith(`${path}/`)) unsure.delete(each);
      if (kind === "made" || kind === "named" || kind === "removed") unsure.add(path);
    }
    expect(chunks).toBeGreaterThan(3);
    expect(steps.at(-1)).toMatchObject({ kind: "folder" });
    expect([...unsure].map((path) => basename(path))).toEqual([]);
  });
});
