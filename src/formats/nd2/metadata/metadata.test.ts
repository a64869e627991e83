import { describe, expect, it } from "vitest";
import { compressedLiteVariant, liteVariant } from "../../../../fixtures/nd2Bytes.ts";
import { julianDayToIso } from "./dates.ts";
import { decodeLiteVariant } from "./liteVariant.ts";
import { loopsFromDescription } from "./textDimensions.ts";
import {
  booleanField,
  childNodes,
  countField,
  field,
  flagsField,
  nodeField,
  nodeWith,
  numberField,
  textField,
} from "./variant.ts";
import { decodeVariantXml } from "./variantXml.ts";
import { emissionWavelength } from "./wavelength.ts";

const bytesOf = (content: Parameters<typeof liteVariant>[0]) => Uint8Array.from(liteVariant(content));

describe("binary metadata", () => {
  it("has values of every type, in order", async () => {
    const content = {
      uiCount: 7,
      eType: -1,
      dStep: 0.5,
      bUse: true,
      sName: "λ",
      pValid: Uint8Array.of(1, 0, 2),
      list: [1, 2],
    };
    const node = nodeField(await decodeLiteVariant(bytesOf({ root: content }), "a"), "root");
    expect(node!.items.map(([name]) => name)).toEqual(Object.keys(content));
    expect([countField(node, "uiCount"), numberField(node, "eType"), numberField(node, "dStep")]).toEqual([7, -1, 0.5]);
    expect([booleanField(node, "bUse"), textField(node, "sName"), flagsField(node, "pValid")]).toEqual([
      true,
      "λ",
      [true, false, true],
    ]);
    expect(nodeField(node, "list")!.items.map(([, value]) => value)).toEqual([1, 2]);
  });

  it("may be compressed, in whole or in part", async () => {
    const inner = { root: { uiCount: 7 } };
    const whole = await decodeLiteVariant(Uint8Array.from(compressedLiteVariant(inner)), "a");
    expect(countField(nodeField(whole, "root"), "uiCount")).toBe(7);
    // A level whose only item is a compressed one.
    const compressed = compressedLiteVariant(inner);
    const level = bytesOf({ outer: { x: 1 } });
    const head = level.slice(0, 2 + 12);
    const bytes = new Uint8Array(head.length + 12 + compressed.length + 8);
    bytes.set(head);
    const view = new DataView(bytes.buffer);
    view.setUint32(head.length, 1, true);
    view.setBigUint64(head.length + 4, BigInt(head.length + 12 + compressed.length), true);
    bytes.set(compressed, head.length + 12);
    const node = nodeField(await decodeLiteVariant(bytes, "a"), "outer");
    expect(countField(nodeField(node, "root"), "uiCount")).toBe(7);
  });

  it("that are hostile end in an error", async () => {
    let nested: Parameters<typeof liteVariant>[0] = { x: 1 };
    for (let depth = 0; depth < 100; depth++) nested = { a: nested };
    await expect(decodeLiteVariant(bytesOf(nested), "a")).rejects.toMatchObject({ kind: "corrupt" });
    const many = new Uint8Array(2 + 2 + 12 + 3 * 310_000);
    many.set([11, 1]);
    const view = new DataView(many.buffer);
    view.setUint32(4, 0xffffffff, true);
    view.setBigUint64(8, BigInt(many.length), true);
    for (let at = 16; at + 3 <= many.length; at += 3) many[at] = 1;
    await expect(decodeLiteVariant(many, "a")).rejects.toMatchObject({ kind: "limit" });
    const bomb = compressedLiteVariant({ sText: "x".repeat(9_000_000) });
    await expect(decodeLiteVariant(Uint8Array.from(bomb), "a")).rejects.toMatchObject({ kind: "limit" });
    const twice = compressedLiteVariant({});
    await expect(decodeLiteVariant(Uint8Array.from([...twice.slice(0, 12), 1, 2, 3]), "a")).rejects.toMatchObject({
      kind: "corrupt",
    });
  });
});

describe("XML metadata", () => {
  const decode = (text: string) => decodeVariantXml(new TextEncoder().encode(text), "a");

  it("has values as attributes", () => {
    const node = nodeWith(
      decode(
        `<?xml version="1.0" encoding="UTF-8"?><variant version="1.0"><no_name runtype="CLxListVariant"><uiWidth runtype="lx_uint32" value="696"/>` +
          `<bUse runtype="bool" value="true"/><sName runtype="CLxStringW" value=" λ "/><dBad runtype="double" value="-nan(ind)"/>` +
          `<pValid runtype="CLxByteArray" value="AQAB"/><valid runtype="CLxListVariant"><_00000 runtype="bool" value="true"/><_00001 runtype="bool" value="false"/></valid>` +
          `</no_name></variant>\0\0`,
      ),
      "uiWidth",
    );
    expect([countField(node, "uiWidth"), booleanField(node, "bUse"), textField(node, "sName")]).toEqual([
      696,
      true,
      " λ ",
    ]);
    expect([numberField(node, "dBad"), flagsField(node, "pValid"), flagsField(node, "valid")]).toEqual([
      null,
      [true, false, true],
      [true, false],
    ]);
  });

  it("keeps what old documents have in attributes", () => {
    const root = decode(
      '<TextInfo><TextInfoItem Index="0" Text=""/><TextInfoItem Index="5" Text="Metadata:&#xD;&#xA;more"/></TextInfo>',
    );
    expect(childNodes(root).map((item) => textField(item, "Text"))).toEqual(["", "Metadata:\r\nmore"]);
    expect(numberField(childNodes(root)[1]!, "Index")).toBe(5);
  });

  it("may be UTF-16", () => {
    const text = '<variant><uiWidth runtype="lx_uint32" value="5"/></variant>';
    const bytes = Uint8Array.from(Buffer.from(text, "utf16le"));
    expect(field(decodeVariantXml(bytes, "a"), "uiWidth")).toBe(5);
  });
});

describe("texts and dates", () => {
  it("dimensions in words", () => {
    const loops = loopsFromDescription("Metadata:\r\nDimensions: T'(3) x XY(4) x λ(2) x Z(5)\r\nCamera: Foo(7)");
    expect(loops!.map(({ kind, count }) => [kind, count])).toEqual([
      ["time", 3],
      ["position", 4],
      ["z", 5],
    ]);
    // Line ends may have become blanks.
    expect(loopsFromDescription("Dimensions: XY(2) x λ(1) Camera Name: Foo(7)")).toHaveLength(1);
    expect(loopsFromDescription("Dimensions: λ(2)")).toEqual([]);
    expect(loopsFromDescription("nothing")).toBeNull();
  });

  it("Julian days that can be right", () => {
    expect(julianDayToIso(2457910.8854974536)).toBe("2017-06-06T09:15:06.980Z");
    expect([julianDayToIso(397.7), julianDayToIso(1721424.5), julianDayToIso(null), julianDayToIso(1e300)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

describe("emission wavelength", () => {
  const wavelength = async (probe: object[], filter: object[]) => {
    const spectrum = (points: object[]) => ({ m_EmissionSpectrum: { pPoint: points as Record<string, never>[] } });
    const content = {
      pFluorescentProbe: spectrum(probe),
      pFilterPath: { m_pFilter: [spectrum(filter), spectrum([])] },
    };
    return emissionWavelength(nodeField(await decodeLiteVariant(bytesOf({ plane: content }), "a"), "plane")!);
  };

  it("is the probe's peak, else the filter's peak or the middle of its band", async () => {
    const peak = [
      { dWavelength: 500, dTValue: 0.1 },
      { dWavelength: 520, dTValue: 0.9 },
      { dWavelength: 540, dTValue: 0.9 },
    ];
    const band = [
      { eType: 2, dWavelength: 500 },
      { eType: 3, dWavelength: 550 },
    ];
    expect([
      await wavelength(peak, band),
      await wavelength([], band),
      await wavelength([], peak),
      await wavelength([], []),
    ]).toEqual([520, 525, 520, null]);
  });
});
