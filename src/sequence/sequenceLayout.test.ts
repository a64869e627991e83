import { processorTime } from "../../testing/processorTime.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ZarrdropError } from "../model/errors.ts";
import { layoutSequence } from "./sequenceLayout.ts";
import { matchTemplate, parseTemplate } from "./sequencePattern.ts";

function match(template: string, path: string): string[] | null {
  return matchTemplate(parseTemplate(template), path);
}

describe("templates", () => {
  it("find numbers, texts and choices in a path", () => {
    expect(match("img_t{t}_{c:*}_z{z}.tif", "img_t001_far red_z12.tif")?.filter((_, part) => part % 2 === 1)).toEqual([
      "001",
      "far red",
      "12",
    ]);
    expect(match("w{c:1}{*}.tif", "w389-A.tif")).toEqual(["w", "3", "89-A", ".tif"]);
    expect(match("{c:GFP|GFP2}_{z}", "GFP2_1")).toEqual(["GFP2", "_", "1"]);
    expect(match("{*}_{z}.tif", "_7.tif")).toEqual(["", "_", "7", ".tif"]);
    expect(match("{p:*}/{z}.tif", "a/b/1.tif")).toBeNull();
    expect(match("{p:*}_{z}.tif", "_1.tif")).toBeNull();
    expect(match("w{c}{*:3}.tif", "w1abc.tif")).toEqual(["w", "1", "abc", ".tif"]);
    expect(match("w{c}{*:3}.tif", "w1_abc.tif")).toBeNull();
    expect(match("w{c}{*:3}.tif", "w1a/c.tif")).toBeNull();
    expect(match("a{{{z}}}", "a{5}")).toEqual(["a{", "5", "}"]);
    expect(match("z{z}.tif", "z1.tiff")).toBeNull();
    expect(match("{*}.tif", `${"a".repeat(5000)}.tif`)).toBeNull();
  });

  it.each([
    "a{",
    "a}",
    "{q}",
    "{t:}",
    "{t:0}",
    "{c:a||b}",
    "{c:a|a}",
    "{t:999}",
    "{*:0}",
    "{*:x}",
    "x".repeat(5000),
    "{*}".repeat(99),
  ])("that cannot be are refused: %s", (template) => {
    expect(() => parseTemplate(template)).toThrow(ZarrdropError);
  });

  it("end in time, whatever they are", () => {
    const piece = fc.constantFrom("{*}", "{c:*}", "{t}", "{z:2}", "{p:a|aa}", "a", "1", "{{", "}", "{", "_");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.stringMatching(/^[a1_{]{0,200}$/), (pieces, path) => {
        let parts;
        try {
          parts = parseTemplate(pieces.join(""));
        } catch (error) {
          expect(error).toMatchObject({ kind: "setting", details: { setting: "sequence" } });
          return;
        }
        const found = matchTemplate(parts, path);
        if (found !== null) expect(found.join("")).toBe(path);
      }),
      { numRuns: 5000, seed: 3 },
    );
    const start = processorTime();
    expect(match("{c:*}_".repeat(20) + "x", "_".repeat(1000))).toBeNull();
    expect(processorTime() - start).toBeLessThan(500);
  });

  it("try a text again that begins earlier than where it failed", () => {
    // The number takes three digits first, then two, and the text behind them fails each time.
    expect(match("{t}{c:*}1a", "111a")).toEqual(["1", "1", "1a"]);
  });
});

describe("layouts", () => {
  it("count values in their order, without gaps", () => {
    const layout = layoutSequence(["t10_b.tif", "t2_b.tif", "t2_a.tif", "t10_a.tif", "other.txt"], {
      template: "t{t}_{c:*}.tif",
    });
    expect(layout.scenes).toEqual([
      {
        name: null,
        axes: [
          { axis: "t", values: [["2"], ["10"]] },
          { axis: "c", values: [["a"], ["b"]] },
        ],
        interval: null,
        files: new Map([
          [0, "t2_a.tif"],
          [1, "t2_b.tif"],
          [2, "t10_a.tif"],
          [3, "t10_b.tif"],
        ]),
      },
    ]);
    expect(layout).toMatchObject({
      ignored: ["other.txt"],
      clashes: [],
      notes: ["By the names of the files: t2, t10 are time points; a, b are channels."],
    });
  });

  it("give each position its own size and a name", () => {
    const names = ["B2_s1_z1.tif", "B2_s1_z2.tif", "B10_s3_z7.tif"];
    const { scenes } = layoutSequence(names, { template: "{p:*}_s{p}_z{z}.tif" });
    expect(scenes.map(({ name, axes }) => [name, axes[0]!.values])).toEqual([
      ["B2_s1", [["1"], ["2"]]],
      ["B10_s3", [["7"]]],
    ]);
  });

  it("say of each part what it was taken for", () => {
    const names = [1, 2, 3, 4, 10].map((time) => `B_01_t${time}_GFP_${time}x.tif`);
    expect(layoutSequence(names, { template: "{p:*}_{p}_t{t}_{c:GFP}_{*}.tif" }).notes[0]).toBe(
      "By the names of the files: B is the position; 01 is the position; t1 to t10 (5 values) are time points; GFP is the channel; 1x to 10x (5 values) say nothing.",
    );
    expect(layoutSequence(["a.tif"], { template: "a.tif" }).notes).toEqual([]);
  });

  it("have the same channels in every position", () => {
    const { scenes, notes } = layoutSequence(["A1_DAPI", "A1_GFP", "A2_GFP"], { template: "{p:*}_{c:*}" });
    const channels = { axis: "c", values: [["DAPI"], ["GFP"]] };
    expect(scenes.map(({ name, axes }) => [name, axes])).toEqual([
      ["A1", [channels]],
      ["A2", [channels]],
    ]);
    expect([...scenes[1]!.files]).toEqual([[1, "A2_GFP"]]);
    expect(notes[1]).toMatch(/^One file of position A2 of 2 is missing \(the first: c DAPI\)/);
  });

  it("call a well by its row and column", () => {
    const { scenes } = layoutSequence(["x-A-01_2", "x-B-12_2"], { template: "x-{p:*}-{p}_{p}" });
    expect(scenes.map(({ name }) => name)).toEqual(["A01_2", "B12_2"]);
  });

  const INTERVALS: [string, string[], object | null][] = [
    ["{t}min", ["0min", "5min", "10min"], { step: 5, unit: "minute" }],
    ["{t}ms", ["0ms", "1500ms", "3000ms"], { step: 1500, unit: "millisecond" }],
    ["{t}s", ["0s", "30s", "60s"], { step: 30, unit: "second" }],
    ["{t}h", ["24h", "48h"], { step: 1, unit: "day" }],
    ["{t}d{t}h{t}m", ["00d00h00m", "00d12h30m", "01d01h00m"], { step: 750, unit: "minute" }],
    ["{t:*}", ["0d0h", "0d6h"], { step: 6, unit: "hour" }],
    ["{t}min", ["0min", "5min", "100min"], null],
    ["t{t}", ["t0", "t5", "t10"], null],
    ["{t}sample", ["1sample", "2sample"], null],
    ["{t}min", ["5min"], null],
  ];
  it.each(INTERVALS)("know the interval of %s %s", (template, names, interval) => {
    expect(layoutSequence(names, { template }).scenes[0]!.interval).toEqual(interval);
  });

  it("keep the order of choices", () => {
    const { scenes } = layoutSequence(["BF.tif", "DAPI.tif"], { template: "{c:DAPI|BF}.tif" });
    expect(scenes[0]!.axes[0]!.values).toEqual([["DAPI"], ["BF"]]);
  });

  it("say what is missing, uneven, or in one place twice", () => {
    const names = ["t1_z1", "t1_z2", "t2_z2", "t4_z1", "t4_z2", "t4_z4", "t4_z004"];
    const { notes, clashes } = layoutSequence(names, { template: "t{t}_z{z}" });
    expect(clashes).toEqual([{ path: "t4_z4", takenBy: "t4_z004" }]);
    expect(notes).toEqual([
      "By the names of the files: t1, t2, t4 are time points; z1, z2, z004, z4 are sections.",
      "3 files of 9 are missing (the first: t 1, z 004); their place is left black.",
      "The time points are not numbered evenly (2 is followed by 4); they are put one after the other.",
      "The sections are not numbered evenly (2 is followed by 004); they are put one after the other.",
    ]);
    const twice = layoutSequence(["a_z1", "b_z1"], { template: "{*}_z{z}" });
    expect(twice.clashes).toEqual([{ path: "b_z1", takenBy: "a_z1" }]);
  });

  it("need files of the template's form", () => {
    expect(() => layoutSequence(["a.tif"], { template: "b{z}.tif" })).toThrow(/No file has a name of the form/);
  });
});
