import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { jobsFromFolder, jobsFromTable } from "./batch.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-batch-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function table(text: string): string {
  const path = join(folder, "jobs.csv");
  writeFileSync(path, text);
  return path;
}

describe("a table of jobs", () => {
  it("reads JSON cells, leaves empty ones out, and keeps names as text", async () => {
    const path = table(
      'source,destination,name,num_levels,chunk_shape,channels\r\na.tif,out,123,3,"[1,64,64]",\nb.tif,,,,,"[{""label"": ""x""}]"\n\n',
    );
    expect(await jobsFromTable(path)).toEqual([
      { source: "a.tif", destination: "out", settings: { name: "123", num_levels: 3, chunk_shape: [1, 64, 64] } },
      { source: "b.tif", destination: null, settings: { channels: [{ label: "x" }] } },
    ]);
  });

  it("takes a byte order mark, and commas and line breaks in quotes", async () => {
    expect(await jobsFromTable(table('\uFEFFsource,image_name\n"a, b.tif","two\nlines"'))).toEqual([
      { source: "a, b.tif", destination: null, settings: { image_name: "two\nlines" } },
    ]);
  });

  it("takes semicolons and tabs, names of columns as people write them", async () => {
    const job = { source: "a, b.tif", destination: "out", settings: { num_levels: 2 } };
    expect(await jobsFromTable(table("\uFEFFSource; Destination;num_levels\r\na, b.tif;out;2\r\n"))).toEqual([job]);
    expect(await jobsFromTable(table("source\tdestination\tnum_levels\na, b.tif\tout\t2"))).toEqual([job]);
  });

  it("takes values as on the command line and as in Python", async () => {
    const text =
      'source,chunk_shape,downsample_z,scenes,level_shapes,compressor,name,tbatch\na.tif,"(8, 8)",True,"0,",';
    expect(await jobsFromTable(table(`${text}"8,8;4,4",zstd:3,None,None`))).toEqual([
      {
        source: "a.tif",
        destination: null,
        settings: {
          chunk_shape: [8, 8],
          downsample_z: true,
          scenes: [0],
          level_shapes: [
            [8, 8],
            [4, 4],
          ],
          compressor: { id: "zstd", level: 3 },
          name: "None",
          tbatch: null,
        },
      },
    ]);
  });

  it("keeps what is wrong with a row for its turn", async () => {
    const jobs = await jobsFromTable(table("source,num_levels\n,2\na.tif,many\nb.tif,2"));
    expect(jobs.map(({ source, problem }) => [source.replace(folder, ""), problem?.message])).toEqual([
      [`row 2 of ${join("/", "jobs.csv")}`, "The row names no source."],
      ["a.tif", expect.stringContaining("num_levels")],
      ["b.tif", undefined],
    ]);
  });

  it("says what is missing", async () => {
    await expect(jobsFromTable(table("file\na.tif"))).rejects.toThrow(/no column "source"/u);
    await expect(jobsFromTable(join(folder, "none.csv"))).rejects.toThrow(/none\.csv does not exist/u);
  });
});

describe("a folder of jobs", () => {
  beforeEach(() => {
    for (const path of ["b.tif", "a.tif", "note.txt", "deep/c.tif", "deep/deeper/d.tif", "s.zarr/0/e.tif"]) {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), "");
    }
  });
  const found = async (depth: number, pattern: string) =>
    (await jobsFromFolder(folder, depth, pattern)).map(({ source }) => relative(folder, source));

  it("matches names, down to a depth, sorted, and never looks into a store", async () => {
    expect(await found(0, "*.tif")).toEqual(["a.tif", "b.tif"]);
    expect(await found(1, "*.tif")).toEqual(["a.tif", "b.tif", join("deep", "c.tif")]);
    expect(await found(9, "?.tif")).toHaveLength(4);
    expect(await found(0, "*.zarr")).toEqual(["s.zarr"]);
  });

  it("follows links to files, and not to folders", async () => {
    symlinkSync(join(folder, "a.tif"), join(folder, "linked.tif"));
    symlinkSync(join(folder, "gone.tif"), join(folder, "broken.tif"));
    symlinkSync(folder, join(folder, "circle"));
    expect(await found(1, "*.tif")).toEqual(["a.tif", "b.tif", join("deep", "c.tif"), "linked.tif"]);
  });

  it("takes dots and brackets in patterns as they are", async () => {
    expect(await found(9, "a[.]tif")).toEqual([]);
    expect(await found(9, "note.txt")).toEqual(["note.txt"]);
  });

  it("refuses what is no folder", async () => {
    await expect(jobsFromFolder(join(folder, "a.tif"), 0, "*")).rejects.toThrow(/Not a directory/u);
  });
});
