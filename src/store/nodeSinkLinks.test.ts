import { link, lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { NodeSink } from "./nodeSink.ts";

const base = await mkdtemp(join(tmpdir(), "zarrdrop-links-"));
afterAll(() => rm(base, { recursive: true, force: true }));
let run = 0;
let store: string;
let outside: string;
let sink: NodeSink;

const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(values);

beforeEach(async () => {
  const folder = join(base, String(run++));
  store = join(folder, "a.ome.zarr");
  outside = join(folder, "outside");
  await mkdir(store, { recursive: true });
  await mkdir(join(outside, "c", "0"), { recursive: true });
  await writeFile(join(outside, "notes.txt"), "notes");
  await writeFile(join(outside, "c", "0", "0"), "pixels");
  sink = new NodeSink(store);
});

/** Every name below a folder with what it is, how large, how old, and its bytes. */
async function stateOf(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return Promise.all(
    ["", ...names.toSorted()].map(async (name) => {
      const { mode, mtimeMs, ino, isFile } = await lstat(join(folder, name)).then((found) => ({
        ...found,
        isFile: found.isFile(),
      }));
      return `${name} ${mode} ${mtimeMs} ${ino} ${isFile ? await readFile(join(folder, name), "latin1") : ""}`;
    }),
  );
}

describe("a link to a folder in a store", () => {
  test.each([
    ["a level", "0"],
    ["the chunks", "0/c"],
    ["a row of chunks", "0/c/0"],
  ])("%s: nothing is written, read, listed or removed through it", async (_, place) => {
    const before = await stateOf(outside);
    await mkdir(join(store, place, ".."), { recursive: true });
    await symlink(place === "0" ? outside : join(outside, "c"), join(store, place));
    for (const path of ["0/c/0/0", "0/c/0/1", `${place}/zarr.json`]) {
      await expect(sink.write(path, [bytes(1)])).rejects.toMatchObject({
        kind: "storage",
        message: `${place} in a.ome.zarr is a link to another place.`,
        details: { safe: "Nothing was written through it." },
      });
      expect(await sink.read(path)).toBe(null);
      expect(await sink.size(path)).toBe(null);
      await sink.remove(path);
    }
    expect(await sink.size(`${place}/notes.txt`)).toBe(null);
    expect(await sink.list()).toEqual([]);
    expect(await sink.list("0")).toEqual([]);
    for await (const { name } of sink.entries(place)) expect.fail(name);
    expect(await stateOf(outside)).toEqual(before);
    await sink.remove("0");
    expect(await stateOf(outside)).toEqual(before);
    await sink.write("0/c/0/0", [bytes(1)]);
    expect(await sink.read("0/c/0/0")).toEqual(bytes(1));
    expect(await stateOf(outside)).toEqual(before);
  });

  test.each([
    ["that leads nowhere", "nowhere"],
    ["that leads to itself", "0"],
    ["that leads to the store", "."],
    ["that leads to a file", "../outside/notes.txt"],
  ])("%s is not written through either", async (_, target) => {
    const before = await stateOf(outside);
    await symlink(target, join(store, "0"));
    await expect(sink.write("0/c", [bytes(1)])).rejects.toMatchObject({ kind: "storage" });
    expect(await sink.size("0/c")).toBe(null);
    expect(await sink.list()).toEqual([]);
    expect(await readdir(store)).toEqual(["0"]);
    expect(await stateOf(outside)).toEqual(before);
  });
});

describe("a link to a file in a store", () => {
  test("is not there, and a write takes its place", async () => {
    const before = await stateOf(outside);
    await mkdir(join(store, "0"));
    await symlink(join(outside, "notes.txt"), join(store, "0", "1"));
    await symlink(join(outside, "nowhere"), join(store, "0", "2"));
    await symlink(join(outside, "c"), join(store, "0", "3"));
    for (const path of ["0/1", "0/2", "0/3"]) {
      expect(await sink.size(path)).toBe(null);
      expect(await sink.read(path)).toBe(null);
      await sink.write(path, [bytes(7)]);
      expect((await lstat(join(store, path))).isFile()).toBe(true);
    }
    expect(await stateOf(outside)).toEqual(before);
  });

  test("is removed itself, never what it leads to", async () => {
    const before = await stateOf(outside);
    await symlink(join(outside, "notes.txt"), join(store, "1"));
    await sink.remove("1");
    expect(await readdir(store)).toEqual([]);
    expect(await stateOf(outside)).toEqual(before);
  });

  test("another name of a file outside (a hard link) keeps its bytes out there", async () => {
    await link(join(outside, "notes.txt"), join(store, "1"));
    await sink.write("1", [bytes(7)]);
    expect(await readFile(join(outside, "notes.txt"), "utf8")).toBe("notes");
    await link(join(outside, "notes.txt"), join(store, "2"));
    await sink.remove("");
    expect(await readFile(join(outside, "notes.txt"), "utf8")).toBe("notes");
  });
});

describe("a store that is itself a link", () => {
  beforeEach(async () => {
    await rm(store, { recursive: true });
    await symlink(outside, store);
  });

  test("is not written, read or emptied; its removal takes the link alone", async () => {
    const before = await stateOf(outside);
    await expect(sink.write("0/c", [bytes(1)])).rejects.toMatchObject({
      kind: "storage",
      message: "a.ome.zarr is a link to another place.",
    });
    expect(await sink.size("notes.txt")).toBe(null);
    expect(await sink.list()).toEqual([]);
    await sink.remove("notes.txt");
    await sink.remove("");
    expect(await stateOf(outside)).toEqual(before);
    await expect(readlink(store)).rejects.toThrow("ENOENT");
  });

  test("is looked at where links may be followed, and still not written", async () => {
    const before = await stateOf(outside);
    await symlink("notes.txt", join(outside, "linked.txt"));
    const looking = new NodeSink(store, true);
    expect(await looking.size("linked.txt")).toBe(5);
    expect(new TextDecoder().decode((await looking.read("c/0/0"))!)).toBe("pixels");
    expect(await looking.list()).toEqual(["c/0/0", "linked.txt", "notes.txt"]);
    await rm(join(outside, "linked.txt"));
    await expect(looking.write("0", [bytes(1)])).rejects.toMatchObject({ kind: "storage" });
    await looking.remove("notes.txt");
    expect((await stateOf(outside)).slice(1)).toEqual(before.slice(1));
  });
});

test("a destination that is reached through a link is the person's own choice", async () => {
  await symlink(outside, join(store, "..", "way"));
  const through = new NodeSink(join(store, "..", "way", "b.ome.zarr"));
  await through.write("0/c", [bytes(1)]);
  expect(await readdir(join(outside, "b.ome.zarr"))).toEqual(["0"]);
});

test("what no file can be called, and a link that leads to itself, is not there for whoever reads", async () => {
  await symlink("loop", join(store, "loop"));
  for (const reader of [sink, new NodeSink(store, true)]) {
    for (const path of ["0\u0000/zarr.json", "loop", "loop/zarr.json"]) {
      expect(await reader.size(path)).toBe(null);
      expect(await reader.read(path)).toBe(null);
    }
  }
});
