import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FileListDirectory } from "./fileListDirectory.ts";
import { HandleDirectory } from "./handleDirectory.ts";
import { NodeFolder } from "./nodeFile.ts";
import { openSource } from "./openSource.ts";
import { safePath } from "../model/paths.ts";
import type { WalkableDirectory } from "./source.ts";
import { walkFiles } from "./walkFiles.ts";

const tree: Record<string, string> = {
  "a.tif": "tiff",
  "sub/b.txt": "b",
  "sub/deep/c.txt": "c",
  "v2.zarr/.zgroup": "{}",
  "v2.zarr/0/.zarray": "{}",
  "v2.zarr/0/0.0": "x",
  "set.n5/attributes.json": "{}",
  "set.n5/s0/0/0": "x",
  "set.n5/s0/attributes.json": "{}",
  "v2.zarr/1/.zarray": "{}",
  "v2.zarr/1/0/0": "x",
  "v3.zarr/zarr.json": "{}",
  "v3.zarr/0/zarr.json": "{}",
  "v3.zarr/0/c/0/0": "x",
};
const listed = Object.keys(tree)
  .filter((path) => !/\/(0\.0|0\/0)$/.test(path))
  .sort((a, b) => (a < b ? -1 : 1));
const all = Object.keys(tree).sort((a, b) => (a < b ? -1 : 1));

/** The least of FileSystemDirectoryHandle that reading needs. */
function fakeHandle(prefix: string): FileSystemDirectoryHandle {
  const names = new Map<string, boolean>();
  for (const path of Object.keys(tree)) {
    if (!path.startsWith(prefix)) continue;
    const [name, ...rest] = path.slice(prefix.length).split("/");
    names.set(name!, rest.length > 0);
  }
  const lookup = (name: string, folder: boolean) => {
    if (name.includes(":")) throw new TypeError("Name is not allowed.");
    if (!names.has(name)) throw new DOMException("none", "NotFoundError");
    if (names.get(name) !== folder) throw new DOMException("other", "TypeMismatchError");
  };
  const handle = {
    name: prefix,
    async *entries() {
      for (const [name, folder] of names) yield [name, { kind: folder ? "directory" : "file" }];
    },
    async getDirectoryHandle(name: string) {
      lookup(name, true);
      return fakeHandle(`${prefix}${name}/`);
    },
    async getFileHandle(name: string) {
      lookup(name, false);
      return { getFile: async () => new File([tree[`${prefix}${name}`]!], name) };
    },
  };
  // Only the members above are used.
  return handle as unknown as FileSystemDirectoryHandle;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zarrdrop-folder-"));
  for (const [path, text] of Object.entries(tree)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  // A loop must not trap the walk.
  await symlink(folder, join(folder, "sub", "loop"));
});
afterAll(() => rm(folder, { recursive: true }));

const kinds: Record<string, { make: () => WalkableDirectory; listed: string[] }> = {
  FileListDirectory: {
    make: () =>
      new FileListDirectory([
        ...Object.entries(tree).map(([path, text]) => ({ path, file: new File([text], path) })),
        { path: "../outside", file: new File([], "outside") },
      ]),
    listed: all,
  },
  HandleDirectory: { make: () => new HandleDirectory(fakeHandle("")), listed },
  NodeFolder: { make: () => new NodeFolder(folder), listed: [...listed, "sub/loop"].sort((a, b) => (a < b ? -1 : 1)) },
};

describe.each(Object.entries(kinds))("%s", (_, { make, listed: expected }) => {
  it("lists files, sorted, without the chunks of Zarr arrays", async () => {
    expect(await make().list()).toEqual(expected);
  });

  it("opens every file, listed or not", async () => {
    const directory = make();
    for (const path of all) {
      const source = await directory.open(path);
      expect(source?.name).toBe(path.slice(path.lastIndexOf("/") + 1));
      expect(new TextDecoder().decode(await source!.read(0, source!.size))).toBe(tree[path]);
    }
  });

  it("is walked whole, chunks of Zarr arrays included, each folder in one piece", async () => {
    const walked: [string, number | null][] = [];
    for await (const { path, size } of walkFiles(make(), new AbortController().signal)) walked.push([path, size]);
    // A link to a folder is nothing that is entered.
    const files = walked.filter(([path]) => path !== "sub/loop");
    expect(files.map(([path]) => path).sort()).toEqual(all.toSorted());
    for (const [path, size] of walked) expect(size).toBe(path === "sub/loop" ? null : tree[path]!.length);
    const tops = files.map(([path]) => path.split("/")[0]!);
    expect(tops.filter((top, at) => top !== tops[at - 1])).toHaveLength(new Set(tops).size);
    await expect(walkFiles(make(), AbortSignal.abort()).next()).rejects.toMatchObject({ kind: "cancelled" });
  });

  it("finds nothing where nothing is, or outside", async () => {
    const directory = make();
    const outside = [
      "",
      "none",
      "sub",
      "sub/none",
      "a.tif/x",
      "../a.tif",
      "sub/../a.tif",
      "/a.tif",
      "./a.tif",
      "C:/a",
      "a\0",
    ];
    for (const path of outside) expect(await directory.open(path)).toBeNull();
  });
});

describe("safePath", () => {
  it("turns Windows separators", () => {
    expect(safePath("a\\b.tif")).toBe("a/b.tif");
    expect(safePath("..\\b.tif")).toBeNull();
  });
});

describe("openSource", () => {
  it("opens each kind of reference", async () => {
    const file = new File(["tiff"], "a.tif");
    const opened = [
      await openSource({ kind: "files", files: [{ path: "a.tif", file }], main: "a.tif" }),
      await openSource({ kind: "directory-handle", handle: fakeHandle(""), main: "a.tif" }),
      await openSource({ kind: "node", folder, main: "a.tif" }),
    ];
    for (const { source, main } of opened) {
      expect(main).toBe("a.tif");
      expect(source?.size).toBe(4);
    }
    expect((await openSource({ kind: "node", folder, main: "" })).source).toBeNull();
  });

  it.each(["sub\\b.txt", "c:b.txt"])("does not take the name %s for a way", async (main) => {
    const error = { kind: "unsupported-feature", details: { file: main } };
    await expect(openSource({ kind: "node", folder, main })).rejects.toMatchObject(error);
    await expect(openSource({ kind: "directory-handle", handle: fakeHandle(""), main })).rejects.toMatchObject(error);
  });

  it("says when the file is gone", async () => {
    await expect(openSource({ kind: "node", folder, main: "gone.tif" })).rejects.toMatchObject({
      kind: "source-changed",
      details: { file: "gone.tif" },
    });
  });
});

describe("names of folders", () => {
  it("are known where the platform tells", async () => {
    expect(new NodeFolder(folder).name).toBe(folder.slice(folder.lastIndexOf("/") + 1));
    const picked = new File([], "zarr.json");
    Object.defineProperty(picked, "webkitRelativePath", { value: "up/x.zarr/0/zarr.json" });
    expect(new FileListDirectory([{ path: "0/zarr.json", file: picked }]).name).toBe("x.zarr");
    expect(new FileListDirectory([{ path: "a", file: new File([], "a") }]).name).toBe("");
  });
});
