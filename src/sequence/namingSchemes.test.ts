import { describe, expect, it } from "vitest";
import { NAMING_SCHEMES } from "./namingSchemes.ts";
import { proposePattern } from "./proposePattern.ts";
import { layoutSequence } from "./sequenceLayout.ts";

/** All combinations of lists put into a name: "%" is a value of the next list. */
function namesOf(form: string, ...lists: string[]): string[] {
  let names = [form];
  for (const list of lists) names = names.flatMap((name) => list.split(" ").map((value) => name.replace("%", value)));
  return names;
}

/** The template, names of the images, and lengths of their axes. */
type Row = [program: string, names: string[], template: string, images: string[], axes: string];

const ROWS: Row[] = [
  [
    "Operetta, Opera Phenix",
    namesOf("r%c02f%p%-ch%sk%fk1fl1.tiff", "01 02", "01 02", "01 02 03", "1 3", "1 2"),
    "r{p}c02f{p}p{z}-ch{c}sk{t}fk1fl1.tiff",
    ["r01_f01", "r01_f02", "r02_f01", "r02_f02"],
    "t2 c2 z3",
  ],
  [
    "CellVoyager",
    namesOf("AssayPlate_%_T%F%L01A01Z%C%.tif", "A01 B10", "0001 0002", "001 002", "01 02", "01 02"),
    "AssayPlate_{p:*}_T{t}F{p}L01A01Z{z}C{c}.tif",
    ["A01_F001", "A01_F002", "B10_F001", "B10_F002"],
    "t2 c2 z2",
  ],
  [
    "CellVoyager CQ1",
    namesOf("W%F%T%Z%C%.tif", "0001 0002", "0001 0002", "0001 0002", "001 002", "1 2"),
    "W{p}F{p}T{t}Z{z}C{c}.tif",
    ["W0001_F0001", "W0001_F0002", "W0002_F0001", "W0002_F0002"],
    "t2 c2 z2",
  ],
  [
    "ImageXpress",
    namesOf("TimePoint_%/p_%_s%_w%.TIF", "1 2", "A01 B10", "1 2", "1 2"),
    "TimePoint_{t}/p_{p:*}_s{p}_w{c}.TIF",
    ["A01_s1", "A01_s2", "B10_s1", "B10_s2"],
    "t2 c2",
  ],
  [
    "MetaMorph",
    namesOf("exp_w%_s%_t%.TIF", "1491 2561", "1 2", "1 2 10"),
    "exp_w{c:1}{c}_s{p}_t{t}.TIF",
    ["s1", "s2"],
    "t3 c2",
  ],
  [
    "ScanR",
    namesOf("siRNA--W%--P%--Z%--T%--%.tif", "00001 00002", "00001 00002", "00000 00001", "00000 00001", "DAPI GFP"),
    "siRNA--W{p}--P{p}--Z{z}--T{t}--{c:*}.tif",
    ["W00001_P00001", "W00001_P00002", "W00002_P00001", "W00002_P00002"],
    "t2 c2 z2",
  ],
  [
    "IN Cell Analyzer",
    namesOf("% - %(fld % wv %- z %).tif", "A B", "1 2", "1", "UV_-_DAPI_ Red_-_Cy5_", "1 2").map((name) =>
      name.replaceAll("_", " ").replace(" - z", " z"),
    ),
    "{p:*} - {p}(fld 1 wv {c:*} z {z}).tif",
    ["A1", "A2", "B1", "B2"],
    "c2 z2",
  ],
  [
    "Cytation, Lionheart (Gen5)",
    namesOf("%_-1_%_%_001.tif", "B2 C10", "1", "1_DAPI 1_GFP").concat(
      namesOf("%_-1_1_2_%_001.tif", "B2 C10", "DAPI GFP"),
    ),
    "{p:*}_-1_1_{p}_{c:*}_001.tif",
    ["B2_1", "B2_2", "C10_1", "C10_2"],
    "c2",
  ],
  [
    "Squid",
    namesOf(
      "%/%_%_%_%.tiff",
      "0 1",
      "A1 B2",
      "0 1",
      "0 1",
      "BF_LED_matrix_full Fluorescence_405_nm_Ex Fluorescence_488_nm_Ex",
    ),
    "{t}/{p:*}_{p}_{z}_{c:*}.tiff",
    ["A1_0", "A1_1", "B2_0", "B2_1"],
    "t2 c3 z2",
  ],
  [
    "Incucyte",
    namesOf("VID1_%_%_%d%h00m.tif", "A1 B2", "1 2", "00 01", "00 12"),
    "VID1_{p:*}_{p}_{t}d{t}h00m.tif",
    ["A1_1", "A1_2", "B2_1", "B2_2"],
    "t4",
  ],
  [
    "Keyence",
    namesOf("Image_XY%_%_Z%_%.tif", "01 02", "00001", "001 002", "CH1 CH4"),
    "Image_XY{p}_00001_Z{z}_{c:*}.tif",
    ["XY01", "XY02"],
    "c2 z2",
  ],
  [
    "Keyence, time lapse",
    namesOf("Image_T%_XY%_Z%_%.tif", "0001 0002", "01 02", "001 002", "CH1 CH4"),
    "Image_T{t}_XY{p}_Z{z}_{c:*}.tif",
    ["XY01", "XY02"],
    "t2 c2 z2",
  ],
  [
    "Prairie View",
    namesOf("TSeries-01012020-001_Cycle%_Ch%_%.ome.tif", "00001 00002", "1 2", "000001 000002 000003"),
    "TSeries-01012020-001_Cycle{t}_Ch{c}_{z}.ome.tif",
    ["-"],
    "t2 c2 z3",
  ],
  [
    "ThorImage",
    namesOf("Chan%_001_%_%_%.tif", "A B", "001 002", "001 002", "001 002 003"),
    "Chan{c:*}_001_{p}_{z}_{t}.tif",
    ["001", "002"],
    "t3 c2 z2",
  ],
  [
    "Leica Matrix Screener",
    namesOf(
      "image--L0000--S00--U%--V00--J10--E00--O00--X%--Y00--T0000--Z%--C%.ome.tif",
      "00 01",
      "00 01",
      "00 01",
      "00 01",
    ),
    "image--L0000--S00--U{p}--V00--J10--E00--O00--X{p}--Y00--T0000--Z{z}--C{c}.ome.tif",
    ["U00_X00", "U00_X01", "U01_X00", "U01_X01"],
    "c2 z2",
  ],
  [
    "Leica LAS X",
    namesOf("a_Position%_t%_z%_ch%.tif", "1 2", "00 01", "00 01", "00 01"),
    "a_Position{p}_t{t}_z{z}_ch{c}.tif",
    ["Position1", "Position2"],
    "t2 c2 z2",
  ],
  [
    "ZEN",
    namesOf("a_s%m%t%z%c%_ORG.tif", "1 2", "1 2", "1 2", "1 2", "1 2"),
    "a_s{p}m{p}t{t}z{z}c{c}_ORG.tif",
    ["s1_m1", "s1_m2", "s2_m1", "s2_m2"],
    "t2 c2 z2",
  ],
  [
    "ZEN, tiles",
    namesOf("a_b%t%z%c%x0-1024y0-1024.tif", "0 1", "0 1", "0 1", "0 1"),
    "a_b{p}t{t}z{z}c{c}x0-1024y0-1024.tif",
    ["b0", "b1"],
    "t2 c2 z2",
  ],
  ["Fluoview", namesOf("s_C%Z%T%.tif", "001 002", "001 002", "001 002"), "s_C{c}Z{z}T{t}.tif", ["-"], "t2 c2 z2"],
  [
    "NIS-Elements JOBS",
    [
      "WellA01_PointA01_0000_ChannelDAPI_Seq0000.tif",
      "WellA01_PointA01_0000_ChannelGFP,_far_Seq0001.tif",
      "WellB01_PointB01_0000_ChannelDAPI_Seq0002.tif",
      "WellB01_PointB01_0000_ChannelGFP,_far_Seq0003.tif",
    ],
    "Well{p:*}_Point{p:*}_Channel{c:*}_Seq{*}.tif",
    ["A01_A01_0000", "B01_B01_0000"],
    "c2",
  ],
  [
    "NIS-Elements",
    namesOf("expT%XY%Z%C%.tif", "01 02", "1 2", "1 2", "1 2"),
    "expT{t}XY{p}Z{z}C{c}.tif",
    ["XY1", "XY2"],
    "t2 c2 z2",
  ],
  [
    "Micro-Manager",
    namesOf("Pos%/img_%_%_%.tif", "0 1", "000000000 000000001", "Cy5 405_wide", "000 001"),
    "Pos{p}/img_{t}_{c:*}_{z}.tif",
    ["Pos0", "Pos1"],
    "t2 c2 z2",
  ],
  [
    "Micro-Manager 2",
    namesOf("img_channel%_position%_time%_z%.tif", "000 001", "000 001", "000000000 000000001", "000 001"),
    "img_channel{c}_position{p}_time{t}_z{z}.tif",
    ["position000", "position001"],
    "t2 c2 z2",
  ],
  [
    "diSPIM",
    namesOf("SPIM%/SPIM%-%.tif", "A", "A", "0 1 2").concat(namesOf("SPIM%/SPIM%-%.tif", "B", "B", "0 1 2")),
    "{*}/SPIM{p:*}-{t}.tif",
    ["A", "B"],
    "t3",
  ],
  [
    "SiMView",
    namesOf("SPM00_TM%_ANG%_CM%_CHN%_PH0.tif", "00000 00001", "000 090", "0 1", "00 01"),
    "SPM00_TM{t}_ANG{p}_CM{p}_CHN{c}_PH0.tif",
    ["ANG000_CM0", "ANG000_CM1", "ANG090_CM0", "ANG090_CM1"],
    "t2 c2",
  ],
  [
    "OpenSPIM",
    namesOf("spim_TL%_Angle%.tif", "1 2 10", "0 90"),
    "spim_TL{t}_Angle{p}.tif",
    ["Angle0", "Angle90"],
    "t3",
  ],
  [
    "UltraMicroscope",
    namesOf("15-30_Mito[% x %]_C%_xyz-Table Z%.ome.tif", "00 01", "00 01", "00 01", "0000 0001"),
    "15-30_Mito[{p} x {p}]_C{c}_xyz-Table Z{z}.ome.tif",
    ["00_00", "00_01", "01_00", "01_01"],
    "c2 z2",
  ],
  [
    "ArrayScan, CellInsight, EVOS",
    namesOf("MFGTMP_160510210001_%f%d%.TIF", "A01 B02", "00 01", "0 1"),
    "MFGTMP_160510210001_{p:*}f{p}d{c}.TIF",
    ["A01_f00", "A01_f01", "B02_f00", "B02_f01"],
    "c2",
  ],
  [
    "BD Pathway",
    namesOf("Well %/% - n%.tif", "B03 C04", "DAPI Transmitted", "000000 000001"),
    "Well {p:*}/{c:*} - n{z}.tif",
    ["B03", "C04"],
    "c2 z2",
  ],
  [
    "Acquifer",
    namesOf(
      "-%--PO01--LO%--CO%--SL%--PX32500--PW0080--IN0020--TM281--X023590--Y011262--Z2117%--T0200262822--WE00002.tif",
      "A002 B005",
      "001 002",
      "4 6",
      "001",
      "10",
    ).concat(
      namesOf(
        "-%--PO01--LO%--CO%--SL%--PX32500--PW0080--IN0020--TM281--X023590--Y011262--Z2117%--T0200262822--WE00002.tif",
        "A002 B005",
        "001 002",
        "4 6",
        "002",
        "20",
      ),
    ),
    "-{p:*}--PO01--LO{t}--CO{c}--SL{z}--PX32500--PW0080--IN0020--TM281--X023590--Y011262--Z{*}--T0200262822--WE00002.tif",
    ["A002", "B005"],
    "t2 c2 z2",
  ],
];

describe("names as programs write them", () => {
  it("have a row each", () => {
    expect(ROWS.map(([program]) => program)).toEqual(NAMING_SCHEMES.map(({ program }) => program));
  });

  it.each(ROWS)("%s", (program, names, template, images, axes) => {
    const rule = NAMING_SCHEMES.find((scheme) => scheme.program === program)!;
    for (const name of names) expect(name).toMatch(rule.name);
    const pattern = proposePattern(names);
    expect(pattern).toEqual({ template });
    const { scenes, clashes, ignored } = layoutSequence(names, pattern!);
    expect({ clashes, ignored }).toEqual({ clashes: [], ignored: [] });
    expect(scenes.map(({ name }) => name ?? "-")).toEqual(images);
    for (const scene of scenes) {
      expect(scene.axes.map(({ axis, values }) => `${axis}${values.length}`).join(" ")).toBe(axes);
    }
  });

  it("are of a program only where all of a name is", () => {
    expect(proposePattern(["A1_0_0_x.txt", "A1_0_1_x.txt"])).toBeNull();
    // More of another form than of a program's.
    const others = ["01", "02", "03", "04", "05"].map((z) => `stack_z${z}.tif`);
    expect(proposePattern([...namesOf("A1_0_%_BF.tiff", "0 1"), ...others])?.template).toBe("stack_z{z}.tif");
  });
});
