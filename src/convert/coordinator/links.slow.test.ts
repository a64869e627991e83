import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { link, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { writeOmeTiff } from "../../browser/omeTiffWriter.ts";
import { openImage } from "../../formats/registry.ts";
import { asZarrdropError } from "../../model/errors.ts";
import type { SourceReference } from "../../model/references.ts";
import { STORE_JOURNAL, STORE_MARKER } from "../../model/storeMarker.ts";
import type { SweptFiles } from "../../plan/job.ts";
import { parseSettings } from "../../plan/settings/parseSettings.ts";
import { planConversion } from "../../plan/planConversion.ts";
import { convertHere } from "../../../testing/convert/convertHere.ts";

const base = await mkdtemp(join(tmpdir(), "zarrdrop-convert-links-"));
afterAll(() => rm(base, { recursive: true, force: true }));
let run = 0;
/** The destination, the store in it, and a folder beside the destination that nobody named. */
let folder: string;
let store: string;
let outside: string;
/** What the last conversion's report says was removed. */
let swept: SweptFiles | undefined;

beforeEach(async () => {
  const place = join(base, String(run++));
  folder = join(place, "destination");
  store = join(folder, "a.ome.zarr");
  outside = join(place, "outside");
  await mkdir(folder, { recursive: true });
  await mkdir(join(outside, "folder"), { recursive: true });
  await writeFile(join(outside, "notes.txt"), "notes");
  await writeFile(join(outside, "folder", "deep.txt"), "deep");
});

const planes = Array.from({ length: 2 }, (_, plane) => Uint16Array.from({ length: 70 * 66 }, (_x, at) => at ^ plane));
const size = { sizeX: 70, sizeY: 66, sizeZ: 2, physicalSizeX: 1, physicalSizeY: 1, physicalSizeZ: 1 };
const tiff = writeOmeTiff({ ...size, channels: [{ name: "one", color: 0xff0000 }], imageName: "sample" }, planes);
const file = new File([tiff], "a.ome.tif", { lastModified: 0 });
const source: SourceReference = { kind: "files", files: [{ path: "a.ome.tif", file }], main: "a.ome.tif" };

/** Converts; with `isStopped` it ends when all chunks are written, before any metadata is. */
async function convertInto(destination: string, settings: Record<string, unknown>, isStopped = false): Promise<void> {
  swept = undefined;
  const controller = new AbortController();
  const reader = await openImage(source, controller.signal);
  const plan = planConversion(reader.description, parseSettings({ ...settings, numLevels: 2 }));
  reader.close();
  const report = await convertHere(
    { source, description: reader.description, destination: { kind: "node", folder: destination }, plan },
    {
      signal: controller.signal,
      onEvent: ({ kind }) => isStopped && kind === "verifying" && controller.abort(),
    },
  ).catch((thrown: unknown) => {
    if (!isStopped) throw thrown;
    return null;
  });
  swept = report?.outputs[0]!.swept;
}

/** Every name below a folder with what it is, which inode, when it was changed, and a hash of its bytes. */
async function stateOf(place: string): Promise<string[]> {
  const names = ["", ...(await readdir(place, { recursive: true })).toSorted()];
  return Promise.all(
    names.map(async (name) => {
      const found = await lstat(join(place, name));
      const bytes = found.isFile() ? await readFile(join(place, name)) : "";
      const hash = createHash("sha256").update(bytes).digest("hex");
      return `${name} ${found.mode} ${found.ino} ${found.mtimeMs} ${hash}`;
    }),
  );
}

/** Paths and bytes of a store; links and folders are named as such. */
async function contentsOf(place: string): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for (const name of await readdir(place, { recursive: true })) {
    const found = await lstat(join(place, name));
    contents[name] = found.isFile() ? (await readFile(join(place, name))).toString("latin1") : String(found.mode);
  }
  return contents;
}

describe.each([
  ["v2", { zarrFormat: 2, chunkShape: [1, 1, 1, 32, 32] }, "0/0/0", "0/0/0/0/0/0"],
  ["v3", { chunkShape: [1, 1, 1, 32, 32] }, "0/c/0", "0/c/0/0/0/0/0"],
  ["sharded", { chunkShape: [1, 1, 1, 16, 16], shardShape: [1, 1, 2, 32, 32] }, "0/c/0", "0/c/0/0/0/0/0"],
])("links in an unfinished store in %s", (name, settings, row, chunk) => {
  let whole: Record<string, string>;
  beforeAll(async () => {
    await convertInto(join(base, name), settings);
    whole = await contentsOf(join(base, name, "a.ome.zarr"));
  });

  /** Goes on after `attack`, with nothing outside changed; returns how it ended. */
  async function goOn(): Promise<ReturnType<typeof asZarrdropError> | null> {
    const before = await stateOf(outside);
    const failure = await convertInto(folder, settings).then(
      () => null,
      (thrown: unknown) => asZarrdropError(thrown),
    );
    expect(await stateOf(outside)).toEqual(before);
    if (failure === null) expect(await contentsOf(store)).toEqual(whole);
    return failure;
  }

  test.each([
    ["a level", "0"],
    ["the next level", "1"],
    ["a row of chunks", row],
    ["the folder of a chunk", dirname(chunk)],
    ["the journal", STORE_JOURNAL],
  ])("%s, moved out with all that is in it: nothing is written there, and the link is named", async (_, place) => {
    await convertInto(folder, settings, true);
    await rename(join(store, place), join(outside, "moved"));
    await symlink(join(outside, "moved"), join(store, place));
    expect(await goOn()).toMatchObject({
      kind: "storage",
      message: `${place} in a.ome.zarr is a link to another place.`,
      details: { safe: "Nothing was written through it." },
    });
    expect(existsSync(join(store, STORE_MARKER))).toBe(true);
    // What the message says is to be done.
    await rm(join(store, place));
    expect(await goOn()).toBe(null);
  });

  test.each([
    ["to a folder with other things", (): string => outside],
    ["to nothing", (): string => join(outside, "nothing")],
    ["to itself", (): string => "0"],
    ["to the store", (): string => "."],
  ])("a level that leads %s", async (_, target) => {
    await convertInto(folder, settings, true);
    await rm(join(store, "0"), { recursive: true });
    await symlink(target(), join(store, "0"));
    expect(await goOn()).toMatchObject({ kind: "storage" });
    expect(existsSync(join(outside, "nothing"))).toBe(false);
  });

  test("chunks and metadata that are links or have a second name outside are written anew", async () => {
    await convertInto(folder, settings, true);
    await rename(join(store, chunk), join(outside, "chunk"));
    await symlink(join(outside, "chunk"), join(store, chunk));
    const other = `1${chunk.slice(1)}`;
    await link(join(store, other), join(outside, "second-name"));
    const metadata = name === "v2" ? ".zattrs" : "zarr.json";
    await symlink(join(outside, "notes.txt"), join(store, metadata));
    await symlink(join(outside, "nothing"), join(store, "0", metadata));
    await symlink(join(outside, "folder"), join(store, "1", metadata));
    expect(await goOn()).toBe(null);
    expect(existsSync(join(outside, "nothing"))).toBe(false);
  });

  test("links that nothing needs are removed, never what they lead to", async () => {
    await convertInto(folder, settings, true);
    await symlink(outside, join(store, "labels"));
    await symlink(outside, join(store, row, "999"));
    await symlink("..", join(store, "0", "up"));
    await mkdir(join(store, "extra"));
    await symlink(join(outside, "folder"), join(store, "extra", "deep"));
    expect(await goOn()).toBe(null);
    const names = ["0/up", "extra/deep", "labels", `${row}/999`];
    expect({ ...swept, names: swept?.names.toSorted() }).toEqual({ count: 4, names: names.toSorted() });
    await convertInto(join(folder, "other"), settings);
    expect(swept).toBe(undefined);
  });

  test.each(["refuse", "replace", "skip", "append"])(
    "a store that is itself a link, with an unfinished image behind it, is not gone on with (%s)",
    async (existing) => {
      await convertInto(folder, settings, true);
      await rename(store, join(outside, "a.ome.zarr"));
      await symlink(join(outside, "a.ome.zarr"), store);
      const before = await stateOf(outside);
      const failure = await convertInto(folder, { ...settings, existing }).then(
        () => null,
        (thrown: unknown) => asZarrdropError(thrown),
      );
      expect(failure).toMatchObject({ kind: "exists" });
      expect(await stateOf(outside)).toEqual(before);
      expect((await lstat(store)).isSymbolicLink()).toBe(true);
    },
  );

  test("a marker that is a link says nothing", async () => {
    await convertInto(folder, settings, true);
    await rename(join(store, STORE_MARKER), join(outside, "marker"));
    await symlink(join(outside, "marker"), join(store, STORE_MARKER));
    expect(await goOn()).toMatchObject({ kind: "exists" });
  });
});
