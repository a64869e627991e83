import { describe, expect, it } from "vitest";
import type { SourceReference } from "../model/references.ts";
import { takeFiles, takeHandles } from "./dropped.ts";
import { emptyRoot, treeOfHandle, treeOfPaths } from "./folderTree.ts";
import type { FolderTree } from "./folderTree.ts";
import { groupSources } from "./grouping.ts";
import { sizeOfSource } from "./sourceSize.ts";

/** A folder handle over a literal: strings are file contents, objects folders. */
type Literal = { [name: string]: string | Literal };
const visited: string[] = [];
function fakeHandle(name: string, content: Literal): FileSystemDirectoryHandle {
  const child = (key: string, value: string | Literal) =>
    typeof value === "string"
      ? { kind: "file", name: key, getFile: () => Promise.resolve(new File([value], key)) }
      : fakeHandle(key, value);
  const handle = {
    kind: "directory",
    name,
    async *values() {
      visited.push(name);
      for (const [key, value] of Object.entries(content)) yield child(key, value);
    },
    getDirectoryHandle: (key: string) => Promise.resolve(child(key, content[key]!)),
    getFileHandle: (key: string) => Promise.resolve(child(key, content[key]!)),
  };
  // Only what the code under test calls is there.
  return handle as unknown as FileSystemDirectoryHandle;
}

const loose = (...names: string[]) => takeFiles(names.map((name) => new File([name], name)));
const fromPaths = (...paths: string[]) =>
  treeOfPaths(paths.map((path) => ({ path, file: new File([path], path.split("/").at(-1)!) })));
const paths = (candidates: { path: string }[]) => candidates.map((candidate) => candidate.path);

describe("groupSources", () => {
  it("makes loose files companions of each other, index files first", async () => {
    const candidates = await groupSources(loose("b.tif", "a.tif", "set.companion.ome", ".DS_Store"));
    expect(paths(candidates)).toEqual(["set.companion.ome", "a.tif", "b.tif"]);
    expect(candidates[1]!.source).toMatchObject({ kind: "files", main: "a.tif" });
    const source = candidates[1]!.source;
    expect(source.kind === "files" && source.files.map((file) => file.path)).toContain("b.tif");
    expect(candidates[0]).toMatchObject({ base: "", fromFolder: false });
  });

  it("asks the stacks of an NDTiff dataset before its index, which has no name of its own", async () => {
    const candidates = await groupSources(fromPaths("exp/NDTiff.index", "exp/exp_NDTiffStack.tif"));
    expect(paths(candidates)).toEqual(["exp/exp_NDTiffStack.tif", "exp/NDTiff.index"]);
  });

  it("takes the folder of a plate as one source by its index", async () => {
    const index = (text: string) => new File([text], "Index.idx.xml");
    const tree = (text: string) =>
      treeOfPaths([
        { path: "plate/Images/Index.idx.xml", file: index(text) },
        ...["r01c01f01p01-ch1sk1fk1fl1.tiff", "more/x.tif"].map((name) => ({
          path: `plate/Images/${name}`,
          file: new File(["x"], name),
        })),
      ]);
    const harmony = '<?xml version="1.0"?>\n<EvaluationInputData Version="1" xmlns="http://a/HarmonyV5">';
    const [plate, ...others] = await groupSources(tree(harmony));
    expect(others).toEqual([]);
    expect(plate).toMatchObject({
      name: "Images",
      path: "plate/Images/Index.idx.xml",
      base: "plate/Images",
      fromFolder: false,
      source: { kind: "files", main: "Index.idx.xml" },
    });
    const { source } = plate!;
    expect(source.kind === "files" && source.files.map(({ path }) => path)).toContain("more/x.tif");
    // A list of something else is one file among others.
    expect(await groupSources(tree("<html>"))).toHaveLength(3);
  });

  it("takes a folder of time points and sections with planes of wells as one source, without an index", async () => {
    const names = ["TimePoint_1/e_B02_s1_w1.tif", "TimePoint_1/ZStep_2/e_B02_s1_w2.tif", "TimePoint_2/e_B02_s1_w1.tif"];
    const plate = await groupSources(fromPaths(...names.map((name) => `exp/1697/${name}`), "exp/other.tif"));
    expect(paths(plate)).toEqual(["exp/other.tif", "exp/1697"]);
    expect(plate[1]).toMatchObject({ name: "1697", base: "exp/1697", source: { main: "" } });
    expect(paths(await groupSources(fromPaths("exp/TimePoint_1/a.tif", "exp/TimePoint_2/a.tif")))).toHaveLength(2);
  });

  it("takes Micro-Manager's folders of positions as one source, and one with its planes at the top", async () => {
    const names = ["Pos0/metadata.txt", "Pos0/img_0_DAPI_0.tif", "Pos1/metadata.txt", "Pos1/img_0_DAPI_0.tif"];
    const [acquisition, ...others] = await groupSources(fromPaths(...names.map((name) => `exp/cells_1/${name}`)));
    expect(others).toEqual([]);
    expect(acquisition).toMatchObject({ name: "cells_1", base: "exp/cells_1", source: { main: "" } });
    expect(paths(await groupSources(fromPaths("cells_2/metadata.txt", "cells_2/img_0.tif")))).toEqual(["cells_2"]);
    expect(await groupSources(fromPaths("exp/metadata.txt", "exp/a.tif"))).toHaveLength(2);
  });

  it("takes a folder that is a store as one source and does not walk it", async () => {
    visited.length = 0;
    const root = emptyRoot();
    root.folders.push(
      await treeOfHandle(
        fakeHandle("exp", { "x.ome.zarr": { ".zattrs": "{}", "0": { c: { "0": "data" } } }, deep: { "i.czi": "z" } }),
        "exp",
      ),
    );
    const candidates = await groupSources(root);
    expect(paths(candidates)).toEqual(["exp/deep/i.czi", "exp/x.ome.zarr"]);
    expect(candidates[1]).toMatchObject({ name: "x.ome.zarr", source: { kind: "directory-handle", main: "" } });
    expect(candidates[0]).toMatchObject({ base: "exp/deep", fromFolder: true, source: { main: "i.czi" } });
    expect(visited).toEqual(["exp", "x.ome.zarr", "deep"]);
  });

  it("gives a file beside a folder of N5 the folder of both, for what is in N5 is not walked over", async () => {
    const below = { "d.n5": { "attributes.json": "{}", s0: { "0": { "0": "block" } } }, "d.xml": "<SpimData/>" };
    const root = emptyRoot();
    root.folders.push(await treeOfHandle(fakeHandle("exp", below), "exp"));
    const candidates = await groupSources(root);
    expect(paths(candidates)).toEqual(["exp/d.xml", "exp/d.n5"]);
    for (const { source } of candidates) expect(source.kind).toBe("directory-handle");
    expect(candidates.map(({ source }) => source.kind === "directory-handle" && source.main)).toEqual(["d.xml", ""]);
  });

  it("gives files of a folder input everything below their folder, not above", async () => {
    const candidates = await groupSources(fromPaths("exp/plate.HTD", "exp/TimePoint_1/a.tif", "exp/TimePoint_1/b.tif"));
    expect(paths(candidates)).toEqual(["exp/plate.HTD", "exp/TimePoint_1/a.tif", "exp/TimePoint_1/b.tif"]);
    const [plate, tile] = candidates;
    expect(plate!.source.kind === "files" && plate!.source.files.map((file) => file.path)).toEqual([
      "plate.HTD",
      "TimePoint_1/a.tif",
      "TimePoint_1/b.tif",
    ]);
    expect(tile!.source.kind === "files" && tile!.source.files.map((file) => file.path)).toEqual(["a.tif", "b.tif"]);
  });

  it("joins a loose file with the folder of the same stem that was dropped beside it", async () => {
    const root: FolderTree = loose("slide.sldy");
    root.folders.push(await treeOfHandle(fakeHandle("slide.dir", { "one.imgdir": { "d.npy": "1234" } }), "slide.dir"));
    root.folders.push(await treeOfHandle(fakeHandle("other", { "o.tif": "1" }), "other"));
    const [first] = await groupSources(root);
    expect(first!.source.kind === "files" && first!.source.files.map((file) => file.path)).toEqual([
      "slide.sldy",
      "slide.dir/one.imgdir/d.npy",
    ]);
  });
});

describe("where the files lie", () => {
  const originsOf = ({ source }: { source: SourceReference }) =>
    (source.kind === "files" ? source.origins! : []).map(({ path, handle }) => `${path}: ${handle.name}`);

  it("is told by the handles of files and folders that were dropped side by side", async () => {
    const file = { kind: "file", name: "slide.sldy", getFile: () => Promise.resolve(new File(["x"], "slide.sldy")) };
    // Only what is asked of a handle here is there.
    const root = await takeHandles([file as unknown as FileSystemHandle, fakeHandle("slide.dir", { "d.npy": "1" })]);
    const [slide, below] = await groupSources(root);
    expect(originsOf(slide!)).toEqual(["slide.sldy: slide.sldy", "slide.dir: slide.dir"]);
    expect(originsOf(below!)).toEqual([": slide.dir"]);
  });

  it("is told by the handle of each file's own folder", async () => {
    const root = await takeHandles([fakeHandle("exp", { "a.tif": "1", deep: { "b.tif": "2" } })]);
    expect((await groupSources(root)).map(originsOf)).toEqual([[": exp"], [": deep"]]);
  });

  it("is not known where the browser gives no handles", async () => {
    expect((await groupSources(loose("a.tif"))).map(originsOf)).toEqual([[]]);
  });
});

describe("sizeOfSource", () => {
  it("adds the files that belong to the image", async () => {
    const [, b] = await groupSources(loose("a.tif", "bb.tif"));
    expect(await sizeOfSource(b!.source, ["a.tif", "bb.tif"])).toBe(11);
    expect(await sizeOfSource(b!.source, ["bb.tif"])).toBe(6);
    const handle = fakeHandle("s", { ".zattrs": "{}", "0": { x: "123" } });
    expect(await sizeOfSource({ kind: "directory-handle", handle, main: "" }, [])).toBe(5);
    expect(await sizeOfSource({ kind: "directory-handle", handle, main: "q" }, ["0/x"])).toBe(3);
  });
});
