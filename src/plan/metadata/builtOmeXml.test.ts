import { describe, expect, it } from "vitest";
import type { ImageDescription } from "../../model/image.ts";
import { DEFAULT_SETTINGS } from "../settings/defaultSettings.ts";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { omeXmlOfScene, splitOmeXml } from "./omeXml.ts";
import { planConversion } from "../planConversion.ts";
import type { Settings } from "../settings/settings.ts";

function omeXmlOf(image: ImageDescription, settings: Partial<Settings> = {}): string | null {
  return planConversion(image, { ...DEFAULT_SETTINGS, ...settings }).outputs[0]!.metadata.omeXml;
}

const channel = { name: "DAPI", color: "0000FF", window: null, emissionWavelengthNanometre: 461.5 };
const scene = describeScene("czyx", [2, 3, 4, 5], {
  name: "Well <A&1>",
  channels: [channel, { ...channel, name: 'the "other"', color: "FF0000", emissionWavelengthNanometre: null }],
  scale: [null, 0.5, 0.25, 0.25],
  units: [null, "micrometer", "micrometer", "micrometer"],
  origin: [null, null, -7.5, 1000],
  significantBits: 12,
  acquisitionDate: "2024-05-06T07:08:09.25Z",
  facts: {
    Objective: "Plan 20x",
    Magnification: "20",
    "Numerical aperture": "0.75",
    Immersion: "GLYC",
    Microscope: "Made up",
    Description: "two\nlines\u0001 \ud800",
  },
});

// The whole text was held against the schema (2016-06) once; ome-types reads it.
describe("OME-XML for files that have none", () => {
  it("holds what the store's own metadata have no room for", () => {
    const xml = omeXmlOf(describeImage([scene], { format: "czi" }))!;
    expect(xml.slice(xml.indexOf("<Instrument"))).toBe(
      [
        '<Instrument ID="Instrument:0"><Microscope Model="Made up"/><Objective ID="Objective:0" Model="Plan 20x" Immersion="Glycerol" LensNA="0.75" NominalMagnification="20"/></Instrument>',
        '<Image ID="Image:0" Name="Well &lt;A&amp;1&gt;"><AcquisitionDate>2024-05-06T07:08:09.25Z</AcquisitionDate>',
        '<InstrumentRef ID="Instrument:0"/><ObjectiveSettings ID="Objective:0"/>',
        '<StageLabel Name="Stage" X="1000" XUnit="µm" Y="-7.5" YUnit="µm"/>',
        '<Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint16" SignificantBits="12" SizeX="5" SizeY="4" SizeZ="3" SizeC="2" SizeT="1"',
        ' PhysicalSizeX="0.25" PhysicalSizeXUnit="µm" PhysicalSizeY="0.25" PhysicalSizeYUnit="µm" PhysicalSizeZ="0.5" PhysicalSizeZUnit="µm">',
        '<Channel ID="Channel:0:0" Name="DAPI" SamplesPerPixel="1" Color="65535" EmissionWavelength="461.5" EmissionWavelengthUnit="nm"/>',
        '<Channel ID="Channel:0:1" Name="the &quot;other&quot;" SamplesPerPixel="1" Color="-16776961"/><MetadataOnly/></Pixels>',
        '<AnnotationRef ID="Annotation:0"/></Image><StructuredAnnotations><MapAnnotation ID="Annotation:0"><Value>',
        '<M K="Objective">Plan 20x</M><M K="Magnification">20</M><M K="Numerical aperture">0.75</M><M K="Immersion">GLYC</M><M K="Microscope">Made up</M>',
        '<M K="Description">two&#10;lines </M></Value></MapAnnotation></StructuredAnnotations></OME>\n',
      ].join(""),
    );
    // It can be kept once more when the store is converted.
    expect(omeXmlOfScene(splitOmeXml(xml)!, { id: "Image:0", index: 0, scenes: 1 })).toBe(xml);
  });

  it("is of the store: colours are channels, chosen sizes count, a date of another form is a fact", () => {
    const colour = describeScene("yxs", [4, 5, 3], {
      dtype: "uint8",
      channels: [{ ...channel, name: null }],
      acquisitionDate: "2024-05-06",
      significantBits: 7,
    });
    const xml = omeXmlOf(describeImage([colour]), { dtype: "float32" })!;
    expect(xml.match(/<Channel [^>]*EmissionWavelength="461.5"/g)).toHaveLength(3);
    expect(xml).toContain('Type="float" SizeX="5" SizeY="4" SizeZ="1" SizeC="3"');
    expect(xml).toContain('<M K="Acquisition date">2024-05-06</M>');
    expect(xml).not.toContain("<Instrument");
  });

  it("is not made where there is nothing to say, nor of what has no place there, nor for the reference", () => {
    expect(omeXmlOf(describeImage([describeScene("yx", [4, 5])]))).toBeNull();
    expect(omeXmlOf(describeImage([{ ...scene, dtype: "uint64", significantBits: null }]))).toBeNull();
    expect(omeXmlOf(describeImage([scene], { format: "ome-zarr" }))).toBeNull();
    expect(omeXmlOf(describeImage([scene]), { compatibility: "bioio-conversion-0.1.4" })).toBeNull();
    expect(omeXmlOf(describeImage([scene], { omeXml: "<OME><BinaryOnly/></OME>" }))).toBeNull();
  });

  it("is made for as many stores as may carry it, and the plan says so", () => {
    const many = Array.from({ length: 5 }, (_, index) => ({
      ...scene,
      id: `Image:${index}`,
      facts: Object.fromEntries(Array.from({ length: 17 }, (__, fact) => [`${fact}`, "x".repeat(2 ** 20)])),
    }));
    const { outputs, notes } = planConversion(describeImage(many), { ...DEFAULT_SETTINGS, scenes: null });
    expect(outputs.map(({ metadata }) => metadata.omeXml !== null)).toEqual([true, true, true, false, false]);
    expect(notes.at(-1)).toMatchObject({ severity: "loss", text: expect.stringContaining("first 3 stores") });
  });
});
