import { describe, expect, it } from "vitest";
import { LIMITS } from "../../model/limits.ts";
import { childNamed, childrenNamed, decodeXmlBytes, parseXml } from "./xml.ts";

describe("parseXml", () => {
  it("gives a tree with local names, attributes without namespaces and joined text", () => {
    const root = parseXml(
      '<?xml version="1.0"?><ome:OME xmlns:ome="urn:o" xsi:schemaLocation="a b" UUID="u"><ome:Image ID="1">a&amp;<![CDATA[<b>]]>c</ome:Image><Image/></ome:OME>',
      "a.ome",
    );
    expect(root.name).toBe("OME");
    expect({ ...root.attributes }).toEqual({ schemaLocation: "a b", UUID: "u" });
    expect(childrenNamed(root, "Image").map((image) => image.text)).toEqual(["a&<b>c", ""]);
    expect(childNamed(root, "Pixels")).toBeNull();
  });

  it("takes names such as __proto__ as plain attributes", () => {
    const root = parseXml('<a __proto__="x" constructor="y"/>', "a.xml");
    expect(Object.keys(root.attributes)).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  it.each([
    ["of one element", `<a ${Array.from({ length: 1025 }, (_, index) => `a${index}=""`).join(" ")}/>`],
    ["of different names", `<b>${Array.from({ length: 4097 }, (_, index) => `<a a${index}=""/>`).join("")}</b>`],
  ])("refuses too many attributes %s, left out or not", (_, text) => {
    const refused = expect.objectContaining({ kind: "limit", message: expect.stringContaining("attributes") });
    expect(() => parseXml(text, "a.xml")).toThrow(refused);
    expect(() => parseXml(text, "a.xml", { skip: () => true })).toThrow(refused);
  });

  it("reads what OME-XML says of many planes", () => {
    const plane = `<P ${"abcdefghij".replaceAll(/./g, '$&="1" ')}/>`;
    expect(parseXml(`<OME>${plane.repeat(20_000)}</OME>`, "a.xml").children).toHaveLength(20_000);
  });

  it("drops control characters that XML forbids", () => {
    expect(parseXml("<a>b\u0000c\u000bd</a>", "a.xml").text).toBe("bcd");
  });

  it.each([
    ["a document type definition", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ["an outside reference", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
    ["an unknown entity", "<a>&nbsp;</a>"],
    ["an open element", "<a><b></a>"],
    ["no root", "<?xml version='1.0'?>"],
    ["text", "not XML at all"],
    ["a second root", "<a/><b/>"],
    ["nothing", ""],
  ])("refuses %s", (_, text) => {
    expect(() => parseXml(text, "a.xml")).toThrow(expect.objectContaining({ kind: "corrupt" }));
  });

  it("leaves out what is not wanted, but checks it all the same", () => {
    const text = "<a>1<big>2<b/>3<big/></big>4<b/>5</a>";
    const root = parseXml(text, "a.xml", { skip: (name) => name === "big", elements: 2 });
    expect(root).toMatchObject({ name: "a", text: "145", children: [{ name: "b" }] });
    expect(
      parseXml("<a><b/><b/></a>", "a.xml", { skip: (_, { children }) => children.length > 0 }).children,
    ).toHaveLength(1);
    expect(() => parseXml("<a><big><b></big></a>", "a.xml", { skip: () => true })).toThrow(
      expect.objectContaining({ kind: "corrupt" }),
    );
    const deep = "<a>".repeat(LIMITS.xmlDepth + 1);
    expect(() => parseXml(deep, "a.xml", { skip: () => true })).toThrow(expect.objectContaining({ kind: "limit" }));
  });

  it("refuses nesting and length beyond the caps", () => {
    const deep = "<a>".repeat(LIMITS.xmlDepth + 1);
    expect(() => parseXml(deep, "a.xml")).toThrow(expect.objectContaining({ kind: "limit" }));
    expect(() => parseXml("<a><b/><b/></a>", "a.xml", { elements: 2 })).toThrow(
      expect.objectContaining({ kind: "limit" }),
    );
    expect(() => parseXml("<a>bbbb</a>", "a.xml", { length: 5 })).toThrow(expect.objectContaining({ kind: "limit" }));
  });
});

describe("decodeXmlBytes", () => {
  it.each([
    ["UTF-8", [0xc2, 0xb5], "µ"],
    ["Windows-1252 where it is not UTF-8", [0xb5, 0x6d], "µm"],
    ["UTF-16 with a byte order mark", [0xff, 0xfe, 0xb5, 0x00], "µ"],
    ["big-endian UTF-16", [0xfe, 0xff, 0x00, 0xb5], "µ"],
  ])("reads %s", (_, bytes, text) => {
    expect(decodeXmlBytes(Uint8Array.from(bytes))).toBe(text);
  });
});
