import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../src/plan/settings/defaultSettings.ts";
import { shellCommand } from "../src/plan/elsewhere/shellCommand.ts";
import type { Settings } from "../src/plan/settings/settings.ts";
import { convertUsage, parseConvert } from "./convertOptions.ts";
import { UsageError } from "./usage.ts";

async function settingsOf(...words: string[]): Promise<Settings> {
  const call = await parseConvert(["a.tif", "-d", "out", ...words]);
  if (call === "help") throw new Error("help was not asked for");
  return call.jobs[0]!.settings();
}

describe("convert's words", () => {
  it("take the reference's flags", async () => {
    const settings = await settingsOf(
      "--level-shapes",
      "1,64,64;1,32,32",
      "--chunk-shape",
      "1,8,8",
      "--chunk-shape-per-level",
      "1,16,16;1,8,8",
      "--scenes",
      "0,2",
      "--start-t-src",
      "1",
      "--zarr-format",
      "2",
      "--channel-labels",
      "a,b",
      "--channel-colors",
      "FF0000",
      "--physical-pixel-sizes",
      "1,0.5,0.5",
      "--downsample-z",
      "--num-levels",
      "2",
    );
    expect(settings).toMatchObject({
      levelShapes: [
        [1, 64, 64],
        [1, 32, 32],
      ],
      chunkShape: [
        [1, 16, 16],
        [1, 8, 8],
      ],
      scenes: [0, 2],
      startTSrc: 1,
      zarrFormat: 2,
      physicalPixelSize: [1, 0.5, 0.5],
      downsampleZ: true,
    });
    expect(settings.channels).toMatchObject([{ label: "a", color: "FF0000" }, { label: "b" }]);
  });

  it("name the parameter for which a file has one of Python's numbers that are not JSON", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zarrdrop-options-"));
    try {
      const file = join(folder, "call.json");
      writeFileSync(file, '{"name": "NaN \\" Infinity", "physical_pixel_size": [1, -Infinity, NaN]}');
      await expect(settingsOf("--compat", "--params", file)).rejects.toMatchObject({
        kind: "setting",
        message: expect.stringContaining("physical_pixel_size[1]") as string,
      });
      writeFileSync(file, '\uFEFF{"name": "NaN \\" Infinity"}');
      expect((await settingsOf("--params", file)).name).toBe('NaN " Infinity');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("start from a preset and a file, words winning over the file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zarrdrop-options-"));
    writeFileSync(join(folder, "p.json"), JSON.stringify({ num_levels: 4, compressor: { gzip_v3: { level: 2 } } }));
    const words = ["--preset", "recommended", "--params", join(folder, "p.json"), "--num-levels", "2", "--compat"];
    expect(await settingsOf(...words)).toMatchObject({
      numLevels: 2,
      compressor: { id: "gzip", level: 2 },
      chunkStrategy: "viewer",
      compatibility: "bioio-conversion-0.1.4",
    });
    rmSync(folder, { recursive: true });
  });

  it("begin as the page does, or as bioio-conversion for its parameters and in its place", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zarrdrop-options-"));
    const file = join(folder, "p.json");
    const table = join(folder, "t.csv");
    writeFileSync(file, "{}");
    writeFileSync(table, "source,compatibility\na.tif,bioio-conversion-0.1.4\nb.tif,\n");
    const recommended = { numLevels: "auto", chunkStrategy: "viewer", compatibility: "none" };
    const reference = { numLevels: null, chunkStrategy: "budget" };
    expect(await settingsOf()).toMatchObject(recommended);
    expect(await settingsOf("--params", file)).toEqual(DEFAULT_SETTINGS);
    expect(await settingsOf("--params", file, "--preset", "recommended")).toMatchObject(recommended);
    const compatible = { ...reference, compatibility: "bioio-conversion-0.1.4" };
    expect(await settingsOf("--compat")).toMatchObject(compatible);
    expect(await settingsOf("--preset", "bioio-conversion")).toMatchObject(compatible);
    const call = await parseConvert(["--csv-file", table, "-d", "out"]);
    if (call === "help") throw new Error("help was not asked for");
    expect(call.jobs.map((job) => job.settings())).toMatchObject([compatible, recommended]);
    rmSync(folder, { recursive: true });
  });

  it("say in a command what the page's settings are, with the presets of both", async () => {
    const wordsOf = (settings: Partial<Settings>) => shellCommand({ ...DEFAULT_SETTINGS, ...settings }, "a", "b");
    expect(wordsOf({ numLevels: "auto", chunkStrategy: "viewer", layout: "auto" })).toBe("npx zarrdrop convert a -d b");
    expect(wordsOf({})).toBe("npx zarrdrop convert a -d b --layout single --num-levels 1 --chunk-strategy budget");
    expect(wordsOf({ levelShapes: [[4, 4]], layout: "auto" })).toBe(
      "npx zarrdrop convert a -d b --level-shapes '4,4;' --chunk-strategy budget",
    );
    expect(wordsOf({ compatibility: "bioio-conversion-0.1.4" })).toBe("npx zarrdrop convert a -d b --compat");
  });

  it("take what a file says of source and destination, unless the call says it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zarrdrop-options-"));
    const file = join(folder, "p.json");
    writeFileSync(file, JSON.stringify({ source: "/b.tif", destination: "/there", n_workers: 3, num_levels: 2 }));
    const jobOf = async (...words: string[]) => {
      const call = await parseConvert([...words, "--params", file]);
      if (call === "help") throw new Error("help was not asked for");
      expect(call.jobs[0]!.settings()).toMatchObject({ workers: 3, numLevels: 2 });
      return call.jobs.map(({ source, destination }) => [source, destination]);
    };
    expect(await jobOf()).toEqual([["/b.tif", "/there"]]);
    expect(await jobOf("/a.tif", "-d", "/here")).toEqual([["/a.tif", "/here"]]);
    expect(await jobOf("/a.tif")).toEqual([["/a.tif", "/there"]]);
    rmSync(folder, { recursive: true });
  });

  it("are a usage error where the call is wrong, and a setting's error where a value is", async () => {
    await expect(parseConvert(["-d", "out"])).rejects.toThrow(UsageError);
    await expect(parseConvert(["a.tif"])).rejects.toThrow(UsageError);
    await expect(parseConvert(["a.tif", "-d", "out", "--nonsense"])).rejects.toThrow(UsageError);
    await expect(parseConvert(["a.tif", "-d", "out", "--preset", "none"])).rejects.toThrow(/recommended/u);
    await expect(parseConvert(["a.tif", "-d", "out", "--zarr-format", "4"])).rejects.toMatchObject({
      details: { setting: "zarr_format" },
    });
  });

  it.each<[string, Partial<Settings>]>([
    ["", {}],
    [
      " with words that look like options",
      {
        scenes: [-1, 0],
        name: "-n ",
        dtype: "int64",
        dtypeByteOrder: "big",
        zarrFormat: 2,
        compressor: { id: "blosc", cname: "lz4", clevel: 5, shuffle: null, typesize: null, blocksize: 0 },
        physicalPixelSize: [-1, 0.5, 1e-7],
      },
    ],
  ])("come back from the command that is written for elsewhere%s", async (_kind, more) => {
    const settings: Settings = {
      ...DEFAULT_SETTINGS,
      compatibility: "bioio-conversion-0.1.4",
      numLevels: 3,
      downsampleZ: true,
      labels: false,
      name: "it's a name",
      chunkShape: [1, 2, 3],
      compressor: { id: "zstd", level: 5, checksum: false },
      axesUnits: ["second", null, "micrometer"],
      channels: [
        { label: "a b", color: "FF0000", active: null, coefficient: null, family: null, inverted: null, window: null },
      ],
      ...more,
    };
    const command = shellCommand(settings, "my file.tif", "out");
    // What a POSIX shell makes of the command: words, single quotes, and \' between them.
    const words = [...command.matchAll(/(?:'[^']*'|\\'|[^\s'])+/gu)].map(([word]) =>
      word.replaceAll(/'([^']*)'|\\'/gu, (_, quoted: string | undefined) => quoted ?? "'"),
    );
    expect(words.slice(0, 3)).toEqual(["npx", "zarrdrop", "convert"]);
    const call = await parseConvert(words.slice(3));
    if (call === "help") throw new Error("help was not asked for");
    expect(call.jobs[0]!.source).toBe("my file.tif");
    expect(call.jobs[0]!.settings()).toEqual(settings);
  });

  it("may be negative numbers", async () => {
    expect((await settingsOf("-s", "-1")).scenes).toEqual([-1]);
    expect((await settingsOf("--compat", "--scenes", "-1,0", "--num-levels", "-3")).numLevels).toBe(-3);
    await expect(settingsOf("--downsample-z", "-1")).rejects.toThrow(UsageError);
  });

  it("are all explained", () => {
    for (const flag of ["--num-levels", "--shard-shape", "--csv-file", "--channel-labels", "--preset"]) {
      expect(convertUsage()).toContain(flag);
    }
  });
});

describe("--labels-from", () => {
  const labelsOf = async (...words: string[]) => {
    const call = await parseConvert(["a.tif", "-d", "out", ...words]);
    return call === "help" ? null : call.jobs[0]!.labels;
  };

  it("is said by a command for another computer", async () => {
    const further = ["--labels-from", "a b=my mask.tif"];
    const command = shellCommand(DEFAULT_SETTINGS, "a.tif", "out", further);
    expect(command).toMatch(/ --labels-from 'a b=my mask.tif'$/u);
    expect(await labelsOf(...further)).toEqual({ "a b": "my mask.tif" });
  });

  it("names a file for each of several", async () => {
    expect(await labelsOf("--labels-from", "cells=a=b.tif", "--labels-from", " nuclei =n.tif")).toEqual({
      cells: "a=b.tif",
      nuclei: "n.tif",
    });
    expect(await labelsOf()).toEqual({});
  });

  it.each([
    [["--labels-from", "mask.tif"]],
    [["--labels-from", "=mask.tif"]],
    [["--labels-from", "cells="]],
    [["--labels-from", "cells=a.tif", "--labels-from", "cells=b.tif"]],
    [["b.tif", "--labels-from", "cells=a.tif"]],
  ])("refuses %j", async (words) => {
    await expect(labelsOf(...words)).rejects.toThrow(UsageError);
  });
});
