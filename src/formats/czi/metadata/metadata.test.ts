import { describe, expect, it } from "vitest";
import { cziMetadata } from "../../../../fixtures/cziFixtures.ts";
import { parseMetadata } from "./metadata.ts";
import { cutSections } from "./sections.ts";
import { timeStepOf } from "./timeStep.ts";

describe("cutSections", () => {
  it("finds the sections at their depth only, past comments, CDATA and angle brackets in attributes", () => {
    const decoy =
      "<Experiment a=\"<Scaling>\" b='>'><Information>no</Information><!-- <Scaling> --><![CDATA[<DisplaySetting>]]></Experiment>";
    const xml = `\uFEFF<?xml version="1.0"?><!-- <x> --><ImageDocument><Metadata>${decoy}<Empty/><Information><A>1</A></Information><z:Scaling x="1"/><DisplaySetting>2</DisplaySetting></Metadata></ImageDocument>`;
    const sections = cutSections(xml);
    expect([...sections]).toEqual([
      ["Information", "<Information><A>1</A></Information>"],
      ["DisplaySetting", "<DisplaySetting>2</DisplaySetting>"],
    ]);
  });

  it("returns what it found before the text breaks off", () => {
    const xml = "<ImageDocument><Metadata><Scaling>1</Scaling><Information><A";
    expect([...cutSections(xml).keys()]).toEqual(["Scaling"]);
    expect(cutSections("").size).toBe(0);
    expect(cutSections("no XML at all").size).toBe(0);
  });
});

describe("parseMetadata", () => {
  const parse = (parts: Parameters<typeof cziMetadata>[0], notes: string[] = []) =>
    parseMetadata(cziMetadata(parts), "a.czi", notes);

  it("takes channels from what was recorded, with names and colours of the display settings where they fit", () => {
    const { channels, recordedChannels } = parse({
      dimensions:
        '<Channels><Channel Id="a" Name="DAPI"><Color>#FF00A1FF</Color><EmissionWavelength>465</EmissionWavelength></Channel>' +
        '<Channel Id="b"/><Channel Id="c" Name="Cy5"><EmissionWavelength>6.7E-07</EmissionWavelength></Channel></Channels>',
      display:
        '<Channel Id="b" Name="EGFP"><Color>#00ff00</Color><Low>0.25</Low></Channel>' +
        '<Channel Id="a" Name="other"><High>0.5</High></Channel><Channel Id="x" Name="third"><Color>red</Color></Channel>' +
        '<Channel Id="y" Name="fourth"/>',
    });
    expect(recordedChannels).toBe(3);
    const short = channels.map(({ name, displayName, color, display, emissionWavelengthNanometre }) => [
      name,
      displayName,
      color,
      display,
      emissionWavelengthNanometre,
    ]);
    expect(short).toEqual([
      ["DAPI", "other", "00A1FF", { low: 0, high: 0.5 }, 465],
      [null, "EGFP", "00FF00", { low: 0.25, high: 1 }, null],
      ["Cy5", "third", null, null, null],
      [null, "fourth", null, null, null],
    ]);
  });

  it("takes scenes, sizes, times, bits and facts", () => {
    const metadata = parse({
      dimensions:
        "<T><StartTime>2020-01-02T03:04:05Z</StartTime><Positions><Interval><Start>0</Start><Increment>2.5</Increment></Interval></Positions></T>" +
        '<S><Scenes><Scene Index="0" Name="P1"><Shape Name="A1"/></Scene><Scene Index="2"/><Scene Index="0" Name="again"/><Scene/></Scenes></S>' +
        "<Channels><Channel><ExcitationWavelength>488.0000001</ExcitationWavelength><ExposureTime>5500000</ExposureTime></Channel><Channel/></Channels>",
      image:
        '<ComponentBitCount>14</ComponentBitCount><AcquisitionDateAndTime>0001-01-01T00:00:00</AcquisitionDateAndTime><ObjectiveSettings><ObjectiveRef Id="o2"/></ObjectiveSettings>',
      information:
        '<Application><Name>ZEN</Name><Version>3.6</Version></Application><Instrument><Objectives><Objective Id="o1" Name="first"/>' +
        '<Objective Id="o2" Name="second"><LensNA>0.8</LensNA></Objective></Objectives><Microscopes><Microscope Id="m" Name="Axio"/></Microscopes></Instrument>',
      scaling: { X: "1.5E-07", Y: "0", Z: "-1" },
    });
    expect(metadata.scaling).toEqual({ X: 1.5e-7, Y: 0, Z: null });
    expect([...metadata.scenes]).toEqual([
      [0, { name: "P1", shapeName: "A1" }],
      [2, { name: null, shapeName: null }],
    ]);
    expect(metadata.time).toEqual({ increment: 2.5, offsets: [] });
    expect(metadata.componentBits).toBe(14);
    expect(metadata.acquisitionDate).toBe("2020-01-02T03:04:05Z");
    expect(metadata.facts).toEqual({
      Objective: "second",
      "Numerical aperture": "0.8",
      Microscope: "Axio",
      "Excitation wavelengths": "488, – nm",
      "Exposure times": "5.5, – ms",
      Software: "ZEN 3.6",
    });
  });

  it("does without what is damaged or missing", () => {
    const notes: string[] = [];
    const xml =
      "<ImageDocument><Metadata><Scaling><Items></Scaling><Information><Image/></Information></Metadata></ImageDocument>";
    const metadata = parseMetadata(xml, "a.czi", notes);
    expect(metadata.scaling).toEqual({ X: null, Y: null, Z: null });
    expect(metadata.channels).toEqual([]);
    expect(notes).toHaveLength(1);
    expect(parseMetadata(null, "a.czi", notes).channels).toEqual([]);
    expect(parseMetadata("\0\0", "a.czi", notes).channels).toEqual([]);
    expect(notes).toHaveLength(2);
  });
});

describe("timeStepOf", () => {
  const nothing = { increment: null, offsets: [] };
  it("takes the step of the metadata, else what was recorded for just as many time points", () => {
    const notes: string[] = [];
    expect(timeStepOf({ increment: 3, offsets: [] }, [0, 9], 2, notes)).toBe(3);
    expect(timeStepOf({ increment: 3, offsets: [] }, [], 1, notes)).toBeNull();
    expect(timeStepOf({ increment: null, offsets: [0, 90] }, [], 2, notes)).toBe(90);
    expect(timeStepOf(nothing, [5, 7, 9], 3, notes)).toBe(2);
    expect(timeStepOf(nothing, [5, 7, 9], 4, notes)).toBeNull();
    expect(timeStepOf(nothing, [5, 5, 9], 3, notes)).toBeNull();
    expect(timeStepOf(nothing, [Number.NaN, 5], 2, notes)).toBeNull();
    expect(notes).toEqual([]);
    expect(timeStepOf(nothing, [0, 1, 4], 3, notes)).toBe(2);
    expect(notes).toHaveLength(1);
  });
});
