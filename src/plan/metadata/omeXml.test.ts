import { processorTime } from "../../../testing/processorTime.ts";
import { describe, expect, test } from "vitest";
import { omeXmlOfScene, splitOmeXml } from "./omeXml.ts";

const TWO = `<?xml version="1.0" encoding="UTF-16"?>
<!-- <Image> in a comment -->
<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Instrument ID="Instrument:0"/>
<Image ID="Image:0" Name="a &gt; b"><Pixels ID="Pixels:0" SizeX="4"><Channel ID="Channel:0:0"/><TiffData IFD="0"><UUID FileName="a>b.tif">x</UUID></TiffData><TiffData IFD="1"/><Plane TheZ="0"/></Pixels></Image>
<Image Name='second' ID='Image:1'><Pixels><BinData Length="4">AAAA</BinData></Pixels></Image>
<StructuredAnnotations><XMLAnnotation><Value><![CDATA[<Image ID="no"/>]]></Value></XMLAnnotation></StructuredAnnotations></OME>`;

describe("OME-XML beside a store", () => {
  test("each scene gets its image, without the places of pixels", () => {
    const parts = splitOmeXml(TWO)!;
    expect(parts.images.map(({ id }) => id)).toEqual(["Image:0", "Image:1"]);
    const first = omeXmlOfScene(parts, { id: "Image:0", index: 0, scenes: 2 })!;
    expect(first).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n/);
    expect(first).toContain(
      '<Pixels ID="Pixels:0" SizeX="4"><Channel ID="Channel:0:0"/><MetadataOnly/><Plane TheZ="0"/></Pixels>',
    );
    expect(first).toContain('<Instrument ID="Instrument:0"/>');
    expect(first).toContain("<StructuredAnnotations>");
    expect(first).not.toMatch(/TiffData|UUID|second|UTF-16/);
    const second = omeXmlOfScene(parts, { id: "Image:1", index: 1, scenes: 2 })!;
    expect(second).toContain("<Image Name='second' ID='Image:1'><Pixels><MetadataOnly/></Pixels></Image>");
  });

  test("prefixes stay, MetadataOnly stays", () => {
    const parts = splitOmeXml(
      '<ome:OME><ome:Image ID="Image:0"><ome:Pixels><ome:TiffData/></ome:Pixels></ome:Image></ome:OME>',
    )!;
    expect(omeXmlOfScene(parts, { id: "Image:0", index: 0, scenes: 1 })).toContain(
      "<ome:Pixels><ome:MetadataOnly/></ome:Pixels>",
    );
    const already = splitOmeXml("<OME><Image><Pixels><MetadataOnly/></Pixels></Image></OME>")!;
    expect(omeXmlOfScene(already, { id: "x", index: 0, scenes: 1 })).toContain("<Pixels><MetadataOnly/></Pixels>");
  });

  test("an image is found by position where identifiers do not tell", () => {
    const parts = splitOmeXml(TWO)!;
    expect(omeXmlOfScene(parts, { id: "Scene A", index: 1, scenes: 2 })).toContain("second");
    expect(omeXmlOfScene(parts, { id: "Scene A", index: 1, scenes: 3 })).toBeNull();
  });

  test.each([
    ["", "nothing"],
    ["<OME><BinaryOnly/></OME>", "no image"],
    ['<!DOCTYPE a [<!ENTITY b "c">]><OME><Image/></OME>', "a DTD"],
    ["<OME><Image>", "open elements"],
    ["<OME><Image></OME></Image>", "crossed elements"],
    ["<OME><Image ID='", "an open attribute"],
    ["<OME><!-- <Image/></OME>", "an open comment"],
  ])("%j: null, it has %s", (xml) => {
    expect(splitOmeXml(xml)).toBeNull();
  });

  test("long and odd texts take no more than one pass", () => {
    const start = processorTime();
    splitOmeXml("<".repeat(2_000_000));
    splitOmeXml("<a ".repeat(500_000));
    splitOmeXml(`<OME><Image><Pixels>${"<TiffData/>".repeat(300_000)}</Pixels></Image></OME>`);
    splitOmeXml("<a>".repeat(300_000));
    expect(processorTime() - start).toBeLessThan(5000);
  });
});
