import { processorTime } from "../../testing/processorTime.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { proposePattern } from "./proposePattern.ts";
import { layoutSequence } from "./sequenceLayout.ts";

/** All combinations of lists put into a name. */
function namesOf(make: (...values: string[]) => string, ...lists: string[][]): string[] {
  const combinations = lists.reduce<string[][]>(
    (so, list) => so.flatMap((each) => list.map((value) => [...each, value])),
    [[]],
  );
  return combinations.map((values) => make(...values));
}

const guid = (seed: string) => {
  const hex = [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7).toString(16);
  const digits = hex.padStart(8, "8").toUpperCase();
  return `${digits}-${digits.slice(0, 4)}-4${digits.slice(1, 4)}-B${digits.slice(4, 7)}-${digits}${digits.slice(0, 4)}`;
};

const two = ["0", "1"];
const three = ["01", "02", "03"];

const CASES: [string, string[], string][] = [
  [
    "BioIO's S, T, C, Z",
    namesOf((t, c, z) => `s_S0_T${t}_C${c}_Z${z}.tif`, two, two, three),
    "s_S0_T{t}_C{c}_Z{z}.tif",
  ],
  [
    "Leica export",
    namesOf((z) => `leica_stack_Series014_z0${z}_ch00.tif`, three),
    "leica_stack_Series014_z{z}_ch00.tif",
  ],
  [
    "Zeiss export",
    namesOf((s, t, z, c) => `a_s${s}t${t}z${z}c${c}_ORG.tif`, two, two, three, two),
    "a_s{p}t{t}z{z}c{c}_ORG.tif",
  ],
  ["Nikon export", namesOf((t, xy, c) => `expT${t}XY${xy}C${c}.tif`, three, two, two), "expT{t}XY{p}C{c}.tif"],
  [
    "MetaMorph",
    namesOf((w, s, t) => `Exp_${w}_s${s}_t${t}.TIF`, ["w1DAPI", "w2Cy5"], two, ["1", "2", "10"]),
    "Exp_w{c:1}{c:*}_s{p}_t{t}.TIF",
  ],
  [
    "Micro-Manager 2",
    namesOf((p, t) => `Pos${p}/img_channel000_position00${p}_time00000000${t}_z000.tif`, two, two).concat(
      "Pos0/metadata.txt",
    ),
    "Pos{p}/img_channel000_position{p}_time{t}_z000.tif",
  ],
  [
    "Micro-Manager 1",
    namesOf((t, c, z) => `img_00000000${t}_${c}_0${z}.tif`, two, ["Default", "GFP wide"], three).filter(
      (name) => !name.includes(" "),
    ),
    "img_{t}_{c:Default}_{z}.tif",
  ],
  ["channel words", namesOf((t, c) => `img_${t}_${c}.tif`, three, ["DAPI", "Cy5", "mCherry"]), "img_{z}_{c:*}.tif"],
  ["dyes that differ in a number", namesOf((t, c) => `a_t${t}_Cy${c}.tif`, two, ["3", "5"]), "a_t{t}_{c:*}.tif"],
  ["wavelengths", namesOf((t, c) => `a_t${t}_${c}.tif`, two, ["405", "488", "561"]), "a_t{t}_{c}.tif"],
  [
    "ImageXpress",
    namesOf(
      (t, z, well, w) => `TimePoint_${t}/ZStep_${z}/Plate_C${well}_s1_w${w}${guid(t + z + well + w)}.tif`,
      ["1", "2"],
      ["1", "2"],
      ["07", "08"],
      ["1", "3"],
    ),
    "TimePoint_{t}/ZStep_{z}/Plate_C{p}_s1_w{c:1}{*}.tif",
  ],
  [
    "wells",
    namesOf((well, s, w) => `9987_${well}_s${s}_w${w}.TIF`, ["B03", "C04"], ["1", "2"], ["1", "2"]),
    "9987_{p:*}_s{p}_w{c}.TIF",
  ],
  ["wells of one row", namesOf((well, w) => `99_B${well}_w${w}.TIF`, ["03", "04"], ["1", "2"]), "99_B{p}_w{c}.TIF"],
  [
    "CellVoyager",
    namesOf((well, f, z, c) => `CV_${well}_T0001F00${f}L01A0${c}Z0${z}C0${c}.tif`, ["D08", "E03"], ["1", "2"], two, [
      "1",
      "2",
    ]),
    "CV_{p:*}_T0001F{p}L01A{*}Z{z}C{c}.tif",
  ],
  [
    "Operetta",
    namesOf((r, f, p, c) => `r0${r}c02f${f}p${p}-ch${c}sk1fk1fl1.tiff`, two, three, three, ["1", "5"]),
    "r{p}c02f{p}p{z}-ch{c}sk1fk1fl1.tiff",
  ],
  [
    "Incucyte",
    namesOf((d, h) => `VID1_A1_1_${d}d${h}h00m.tif`, ["00", "01"], ["00", "06"]),
    "VID1_A1_1_{t}d{t}h00m.tif",
  ],
  [
    "MetaXpress with thumbnails",
    namesOf(
      (z, s, thumb) => `ZStep_${z}/Mix_E07_s${s}${thumb}${guid(z + s + thumb)}.tif`,
      two,
      ["1", "2"],
      ["", "_thumb"],
    ),
    "ZStep_{z}/Mix_E07_s{p:1}{*:36}.tif",
  ],
  ["one number", namesOf((n) => `stack${n}.png`, ["1", "2", "10"]), "stack{z}.png"],
  ["two numbers", namesOf((t, z) => `a_${t}_${z}.tif`, two, three), "a_{t}_{z}.tif"],
  ["four numbers", namesOf((c, z) => `0_7_${c}_${z}.tif`, two, three), "0_7_{c}_{z}.tif"],
  [
    "samples and stains",
    namesOf((n, c) => `cell${n}_${c}.tif`, ["1", "2", "10"], ["DAPI", "GFP"]),
    "cell{p}_{c:*}.tif",
  ],
  ["things without a word", namesOf((n, z) => `clone${n}_z${z}.tif`, ["1", "2"], three), "clone{p}_z{z}.tif"],
  ["samples and a number", namesOf((n, z) => `clone${n}_${z}.tif`, ["1", "2"], three), "clone{p}_{z}.tif"],
  [
    "rows and columns with dashes",
    namesOf((c, r, col) => `Channel${c}-${r === "A" ? "1" : "2"}${col}-${r}-${col}.tif`, ["1", "2"], ["A", "B"], three),
    "Channel{c}-{*}-{p:*}-{p}.tif",
  ],
  ["columns of one row", namesOf((r, z) => `x-B-${r}_z${z}.tif`, three, two), "x-B-{p}_z{z}.tif"],
  ["a letter and more than a plate has", namesOf((n) => `a-B-${n}.tif`, ["01", "25"]), "a-B-{z}.tif"],
  [
    "wells W beside a stain",
    namesOf((w, c) => `x_W${w}_f1_${c}.tif`, ["1", "2"], ["DAPI", "GFP"]),
    "x_W{p}_f1_{c:*}.tif",
  ],
  ["wells W of one stain", namesOf((w, z) => `x_W${w}_z${z}_GFP.tif`, ["1", "2"], two), "x_W{p}_z{z}_{c:GFP}.tif"],
  ["waves W of stains", ["x_w1_DAPI.tif", "x_w2_GFP.tif", "x_w3_Cy5.tif"], "x_w{c}_{c:*}.tif"],
  ["waves W without a stain", namesOf((w, z) => `x_W${w}_z${z}.tif`, ["1", "2"], two), "x_W{c}_z{z}.tif"],
  ["minutes", namesOf((t) => `pos1_${t}min_GFP.tif`, ["0", "5", "10"]), "pos1_{t}min_{c:GFP}.tif"],
  ["depths", namesOf((z, t) => `a_${t}_${z}um.tif`, ["5", "10"], two), "a_{t}_{z}um.tif"],
  ["wavelengths with a unit", namesOf((c) => `a_t1_${c}nm.tif`, ["488", "561"]), "a_t1_{c:*}.tif"],
  ["days and times", ["x_20240105_235959.tif", "x_20240106_000010.tif", "x_20240106_001010.tif"], "x_{t}_{t}.tif"],
  [
    "days with dashes",
    namesOf((m, d, c) => `x_2024-${m}-${d}_${c}.tif`, ["01", "02"], ["05", "17"], ["DAPI", "BF"]),
    "x_2024-{t}-{t}_{c:*}.tif",
  ],
  [
    "days and clocks",
    namesOf((h, m) => `x_2024-01-05_${h}h${m}m.tif`, ["09", "10"], ["00", "30"]),
    "x_2024-01-05_{t}h{t}m.tif",
  ],
  ["days that only accompany", ["x_t1_20240105.tif", "x_t2_20240106.tif", "x_t3_20240107.tif"], "x_t{t}_{*}.tif"],
  ["samples in words", namesOf((s, z) => `${s}_z${z}.tif`, ["wild", "mutant"], three), "{p:*}_z{z}.tif"],
  ["two stains in all names", namesOf((z) => `DAPI_GFP_z${z}.tif`, three), "DAPI_GFP_z{z}.tif"],
  ["times of day", ["a_120000.tif", "a_121500.tif", "a_123000.tif"], "a_{t}.tif"],
  ["a counter beside the time", ["a_t1_0007.tif", "a_t2_0008.tif", "a_t3_0009.tif"], "a_t{t}_{*}.tif"],
  ["words before numbers", namesOf((t, p) => `Time ${t} Position-${p}.tif`, three, two), "Time {t} Position-{p}.tif"],
  [
    "channels with separators",
    namesOf((z, c) => `a_${c}_z${z}.tif`, three, ["DAPI", "far-red", "Alexa 488"]),
    "a_{c:*}_z{z}.tif",
  ],
  [
    "Micro-Manager's grids of positions",
    namesOf((r, c, channel) => `1-Pos_00${r}_00${c}/img_000000000_${channel}_000.tif`, two, two, ["Cy5", "GFP wide"]),
    "1-Pos_{p}_{p}/img_000000000_{c:*}_000.tif",
  ],
  [
    "one row of such a grid",
    namesOf((c, z) => `1-Pos_000_00${c}/img_000000000_GFP_0${z}.tif`, two, three),
    "1-Pos_000_{p}/img_000000000_{c:GFP}_{z}.tif",
  ],
  ["a folder for each", namesOf((t, c, z) => `t${t}/c${c}/z${z}.tif`, three, two, three), "t{t}/c{c}/z{z}.tif"],
  [
    "wells in folders",
    namesOf((well, f, c) => `well ${well}/field${f}_${c}.tif`, ["A01", "B02"], two, ["DAPI", "GFP"]),
    "well {p:*}/field{p}_{c:*}.tif",
  ],
  ["channels in folders", namesOf((c, z) => `${c}/slice_${z}.tif`, ["DAPI", "GFP"], three), "{c:*}/slice_{z}.tif"],
  ["rows and columns", namesOf((r, c, z) => `R0${r}C0${c}/Z${z}.tif`, two, two, three), "R{p}C{p}/Z{z}.tif"],
  ["numbered samples", namesOf((s, z) => `sample${s}/image${z}.tif`, two, three), "sample{p}/image{z}.tif"],
  [
    "places that folders repeat",
    namesOf((x, y, z) => `${x}/${x}_${y}/${x}_${y}_${z}.tif`, ["100", "200"], ["100", "300"], ["0000", "0010"]),
    "{*}/{*}_{*}/{p}_{p}_{z}.tif",
  ],
  ["days", namesOf((d, n) => `2024-01-0${d}/img_${n}.tif`, ["1", "2"], three), "2024-01-{t}/img_{z}.tif"],
  ["folders of samples", namesOf((f, z) => `${f}/z${z}.tif`, ["wild", "mutant"], three), "{p:*}/z{z}.tif"],
  ["braces in names", ["a{1}_z0.tif", "a{1}_z1.tif"], "a{{1}}_z{z}.tif"],
  [
    "the largest family",
    ["thumb.png", ...namesOf((z) => `z${z}.tif`, three), "y_1_thumb.tif", "y_2_thumb.tif"],
    "z{z}.tif",
  ],
];

describe("proposed patterns", () => {
  it.each(CASES)("%s", (_, names, template) => {
    const pattern = proposePattern(names);
    expect(pattern).toEqual({ template });
    expect(layoutSequence(names, pattern!).clashes).toEqual([]);
  });

  const NONE: [string, string[]][] = [
    ["no files", []],
    ["one file", ["a_t1.tif"]],
    ["different images", ["cells.tif", "nuclei.tif", "tissue.tif"]],
    ["other files", ["a_1.txt", "a_2.txt", "b.lif"]],
    ["samples", ["clone1.tif", "clone2.tif", "clone10.tif"]],
    ["hidden files", ["._a_1.tif", "._a_2.tif"]],
  ];
  it.each(NONE)("nothing for %s", (_, names) => {
    expect(proposePattern(names)).toBeNull();
  });

  it("fit the files that they come from, whatever the names are", () => {
    const piece = fc.constantFrom(
      "a",
      "t",
      "z",
      "C",
      "DAPI",
      "_",
      "-",
      ".",
      "/",
      " ",
      "1",
      "02",
      "13",
      "{",
      "}",
      "é",
      "w3",
      "s",
    );
    const name = fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => `${pieces.join("")}.tif`);
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 30 }), (names) => {
        const pattern = proposePattern(names);
        if (pattern === null) return;
        const layout = layoutSequence(names, pattern);
        expect(layout.clashes).toEqual([]);
        expect(layout.ignored.length).toBeLessThan(names.length);
      }),
      { numRuns: 5000, seed: 5 },
    );
  });

  it("are quick for many files", () => {
    const names = Array.from({ length: 20_000 }, (_, index) => {
      const [t, c, z] = [Math.floor(index / 400), Math.floor(index / 100) % 4, index % 100];
      return `run_t${t}_c${c}_z${z}_${guid(String(index))}.tif`;
    });
    const start = processorTime();
    expect(proposePattern(names)).toEqual({ template: "run_t{t}_c{c}_z{z}_{*}.tif" });
    expect(processorTime() - start).toBeLessThan(5000);
  });
});

it("has nothing to propose for names that no pattern can hold, and takes no word for a member of the language's objects", () => {
  const long = ["1", "2", "3"].map((number) => `${"a1_".repeat(2000)}${number}.tif`);
  expect(proposePattern(long)).toBeNull();
  expect(proposePattern([...long, "a_1.tif", "a_2.tif"])?.template).toBe("a_{z}.tif");
  const words = ["1", "2", "3"].map((number) => `constructor_${number}.tif`);
  expect(proposePattern(words)?.template).toBe("constructor_{z}.tif");
});
