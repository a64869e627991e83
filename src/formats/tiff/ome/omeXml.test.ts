import { describe, expect, it } from "vitest";
import { parseXml } from "../../shared/xml.ts";
import { parseOmeXml, readOmeDocument } from "./omeXml.ts";

function read(xml: string) {
  return readOmeDocument(parseXml(xml, "a.ome.tif"));
}

const PIXELS = 'DimensionOrder="XYCZT" Type="uint16" SizeX="5" SizeY="4" SizeZ="3" SizeC="2" SizeT="1"';

describe("readOmeDocument", () => {
  it("reads sizes, units, channels, planes and the instrument", () => {
    const document = read(`<OME UUID="urn:uuid:1" Creator="writer 1">
      <Instrument ID="Instrument:0"><Microscope Manufacturer="Maker" Model="M1"/>
        <Objective ID="Objective:0" Model="Plan" NominalMagnification="20" LensNA="0.8" Immersion="Air"/></Instrument>
      <Image ID="Image:7" Name="cells"><AcquisitionDate>2020-01-02T03:04:05</AcquisitionDate><Description>what</Description>
        <ObjectiveSettings ID="Objective:0"/>
        <Pixels ${PIXELS} PhysicalSizeX="0.5" PhysicalSizeXUnit="nm" PhysicalSizeZ="0" TimeIncrement="2" SignificantBits="12">
          <Channel ID="Channel:0:0" Name="DAPI" Color="16711935" EmissionWavelength="461"/>
          <Channel ID="Channel:0:1" Color="-1" SamplesPerPixel="1"/>
          <TiffData IFD="3" FirstC="1" FirstZ="2" PlaneCount="4"><UUID FileName="b.tif">urn:uuid:2</UUID></TiffData>
          <TiffData IFD="1"/><TiffData/>
          <Plane TheZ="0" TheC="0" TheT="0" PositionX="-3.5" PositionXUnit="mm"/>
        </Pixels></Image></OME>`);
    expect(document).toMatchObject({ uuid: "urn:uuid:1", binaryOnly: null });
    expect(document?.instruments).toEqual({ Microscope: "Maker M1", "Written by": "writer 1" });
    const image = document!.images[0]!;
    expect(image).toMatchObject({
      id: "Image:7",
      name: "cells",
      acquisitionDate: "2020-01-02T03:04:05",
      description: "what",
    });
    expect(image.objective).toBe("Plan 20× NA 0.8 Air");
    expect(image.pixels).toMatchObject({
      dimensionOrder: "XYCZT",
      sizes: { X: 5, Y: 4, Z: 3, C: 2, T: 1 },
      type: "uint16",
      significantBits: 12,
      physicalSizes: { X: { value: 0.5, unit: "nm" }, Y: null, Z: null },
      timeIncrement: { value: 2, unit: null },
      position: { X: { value: -3.5, unit: "mm" }, Y: null, Z: null },
    });
    expect(image.pixels.channels).toEqual([
      { id: "Channel:0:0", name: "DAPI", samplesPerPixel: 1, color: "00FF00", emission: { value: 461, unit: null } },
      { id: "Channel:0:1", name: null, samplesPerPixel: 1, color: "FFFFFF", emission: null },
    ]);
    expect(image.pixels.tiffData).toEqual([
      { ifd: 3, planes: 4, first: { Z: 2, C: 1, T: 0 }, uuid: "urn:uuid:2", fileName: "b.tif" },
      { ifd: 1, planes: 1, first: { Z: 0, C: 0, T: 0 }, uuid: null, fileName: null },
      { ifd: 0, planes: null, first: { Z: 0, C: 0, T: 0 }, uuid: null, fileName: null },
    ]);
  });

  it("takes the interval from when planes were taken, where nothing else says it", () => {
    const plane = (t: number, c: number, delta: string, unit = "ms") =>
      `<Plane TheT="${t}" TheC="${c}" TheZ="0" DeltaT="${delta}" DeltaTUnit="${unit}"/>`;
    const stepsOf = (...images: string[]) =>
      parseOmeXml(
        `<OME>${images.map((each) => `<Image><Pixels ${PIXELS} ${each}</Pixels></Image>`).join("")}</OME>`,
        "a",
      )!.images.map(({ pixels }) => pixels.timeIncrement);
    const planes = [
      plane(0, 0, "10"),
      plane(0, 1, "90"),
      plane(1, 0, "210"),
      plane(1, 1, "999"),
      plane(3, 0, "640"),
    ].join("");
    expect(stepsOf(`>${planes}`, ">", `TimeIncrement="7">${planes}`)).toEqual([
      { value: 210, unit: "ms" },
      null,
      { value: 7, unit: null },
    ]);
    expect(stepsOf(`>${plane(0, 0, "5")}`, `>${plane(0, 0, "5")}${plane(1, 0, "5")}`)).toEqual([null, null]);
    expect(stepsOf(`>${plane(0, 0, "x")}${plane(1, 0, "5")}${plane(2, 0, "")}`)).toEqual([null]);
    expect(stepsOf(`>${plane(0, 0, "1")}${plane(1, 0, "5")}${plane(2, 0, "7", "s")}`)).toEqual([
      { value: 4, unit: "ms" },
    ]);
  });

  it("looks through the document's parts once, however many images it has", () => {
    const root = parseXml(`<OME>${`<Image><Pixels ${PIXELS}/></Image>`.repeat(1000)}</OME>`, "a.ome.tif");
    let looks = 0;
    const children = root.children.map((child) => ({
      ...child,
      get name() {
        looks++;
        return child.name;
      },
    }));
    expect(readOmeDocument({ ...root, children })?.images).toHaveLength(1000);
    expect(looks).toBeLessThan(10_000);
  });

  it("recognises a file that leaves its metadata to another", () => {
    const document = read('<OME UUID="a"><BinaryOnly MetadataFile="x.companion.ome" UUID="b"/></OME>');
    expect(document).toMatchObject({
      uuid: "a",
      binaryOnly: { metadataFile: "x.companion.ome", uuid: "b" },
      images: [],
    });
  });

  it.each([
    ["another root", "<Image/>"],
    ["an image without pixels", "<OME><Image/></OME>"],
    ["a size of zero", `<OME><Image><Pixels ${PIXELS.replace('SizeX="5"', 'SizeX="0"')}/></Image></OME>`],
    ["a missing size", `<OME><Image><Pixels ${PIXELS.replace('SizeT="1"', "")}/></Image></OME>`],
    ["a strange order", `<OME><Image><Pixels ${PIXELS.replace("XYCZT", "XYZZT")}/></Image></OME>`],
  ])("is null for %s", (_, xml) => {
    expect(read(xml)).toBeNull();
  });
});
