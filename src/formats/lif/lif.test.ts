import { describe, expect, it } from "vitest";
import {
  type FixtureImage,
  imageBytes,
  joined,
  lifFile,
  listText,
  lofFile,
  utf16,
  utf8,
  xlifText,
} from "../../../fixtures/lifFixtures.ts";
import type { ByteSource } from "../../bytes/source.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import type { ImageReader } from "../reader.ts";
import { identify, openImage } from "../registry.ts";
import { openFiles, pixelsOf } from "../../../testing/formats/lifFiles.ts";

const never = new AbortController().signal;

function openLif(...images: FixtureImage[]): Promise<ImageReader> {
  return openFiles({ "a.lif": lifFile(images) });
}

const picture: FixtureImage = {
  name: "picture",
  axes: "y3 x4",
};

describe("what a LIF file says of its images", () => {
  it("sizes, positions, bits, date, colours and display", async () => {
    const scaling = [0.5, 1].map((white) => `<ChannelScalingInfo WhiteValue="${white}" BlackValue="0.1"/>`).join("");
    const { description } = await openLif({
      name: "stack",
      axes: "t3 c2 z4 y5 x6",
      dtype: "uint16",
      bits: 12,
      luts: ["Magenta", "Glow(O&amp;U)"],
      steps: { x: 1.5e-7, y: 2.5e-7, z: 1e-6, t: 30 },
      origins: { z: -2.5e-6 },
      channelXml: (channel) =>
        channel === 0 ? "" : "<ChannelProperty><Key>DyeName</Key><Value>ALEXA 488</Value></ChannelProperty>",
      attachments:
        '<TimeStampList NumberOfTimeStamps="3">1d6f64bbab40b70 1d6f64bbba39b90 1d6f64bbc8b8a90 </TimeStampList>' +
        `<Attachment Name="ViewerScaling">${scaling}</Attachment>` +
        '<Attachment Name="HardwareSetting" Software="LAS X 3.5" SystemTypeName="TCS SP8"><ATLConfocalSettingDefinition ' +
        'ObjectiveName="HC PL APO   63x/1.30 " Magnification="63" NumericalAperture="1.3" Immersion="GLYC" StagePosX="0.0353434779" StagePosY="-0.01"/></Attachment>',
    });
    expect(description).toMatchObject({ format: "lif", formatName: "Leica LIF", files: ["a.lif"], notes: [] });
    const [scene] = description.scenes;
    expect(scene).toMatchObject({
      axes: ["t", "c", "z", "y", "x"],
      units: ["second", null, "micrometer", "micrometer", "micrometer"],
      origin: [0, null, -2.5, 0, 0],
      blockShape: [1, 1, 1, 1, 6],
      significantBits: 12,
      acquisitionDate: "2021-01-29T14:33:36.935Z",
      channels: [
        { name: "Magenta", color: "FF00FF", window: { start: 410, end: 2048 }, emissionWavelengthNanometre: null },
        { name: "ALEXA 488", color: null, window: { start: 410, end: 4095 }, emissionWavelengthNanometre: null },
      ],
      facts: {
        Objective: "HC PL APO 63x/1.30",
        Magnification: "63",
        "Numerical aperture": "1.3",
        Immersion: "GLYC",
        "Stage position": "X 35343.478 µm, Y -10000 µm",
        System: "TCS SP8",
        Software: "LAS X 3.5",
      },
      reference: { channelNames: ["Magenta", "Glow(O&U)"] },
    });
    const expected = [30, null, 1, 0.25, 0.15];
    scene!.scale.forEach((size, axis) =>
      expected[axis] === null ? expect(size).toBeNull() : expect(size).toBeCloseTo(expected[axis]!, 12),
    );
  });

  it("channels of a camera, by look-up table, contrast and cube", async () => {
    const info = (lut: string, cube: string, emission: number): string =>
      `<WideFieldChannelInfo LUT="${lut}" ContrastingMethodName="FLUO" FluoCubeName="${cube}" EmissionWavelength="${emission}"/>`;
    const { description } = await openLif({
      ...picture,
      axes: "c2 y3 x4",
      luts: ["Blue", "Green"],
      attachments: `<Attachment Name="HardwareSetting"><ATLCameraSettingDefinition><WideFieldChannelConfigurator>${info("Blue", "DAP", 460)}${info("Green", "GFP", 0)}</WideFieldChannelConfigurator></ATLCameraSettingDefinition></Attachment>`,
    });
    const [scene] = description.scenes;
    expect(scene!.channels.map(({ name, emissionWavelengthNanometre }) => [name, emissionWavelengthNanometre])).toEqual(
      [
        ["Blue--FLUO--DAP", 460],
        ["Green--FLUO--GFP", null],
      ],
    );
    expect(scene!.reference.channelNames).toEqual(["Blue--FLUO--DAP", "Green--FLUO--GFP"]);
  });

  it("the dates and instruments of LAS AF", async () => {
    const { description } = await openLif({
      ...picture,
      attachments:
        '<TimeStampList><TimeStamp HighInteger="30864971" LowInteger="36306201"/><TimeStamp HighInteger="1" LowInteger="1"/></TimeStampList>' +
        '<Attachment Name="HardwareSettingList"><HardwareSetting><FilterSetting><FilterSettingRecord Attribute="Objective" Variant="HCX 63.0x1.40 OIL"/><FilterSettingRecord Attribute="NumericalAperture" Variant="1.4"/></FilterSetting></HardwareSetting></Attachment>',
    });
    expect(description.scenes[0]).toMatchObject({
      acquisitionDate: "2021-01-29T14:28:27.329Z",
      facts: { Objective: "HCX 63.0x1.40 OIL", "Numerical aperture": "1.4" },
    });
  });

  it.each([
    ["no length", 0, null],
    ["pixel numbers labelled metres", 1, null],
    ["a stack that runs downwards", -1e-6, 1],
  ])("steps that make no sense: %s", async (_, step, expected) => {
    const { description } = await openLif({
      ...picture,
      axes: "z3 y3 x4",
      steps: { z: step },
    });
    expect(description.scenes[0]!.scale[0]).toBe(expected);
    expect(description.scenes[0]!.units[0]).toBe(expected === null ? null : "micrometer");
  });

  it("wavelengths as an axis of nanometres and as a fact", async () => {
    const { description } = await openLif({
      ...picture,
      axes: "l5 y3 x4",
      origins: { l: 4.9e-7 },
    });
    expect(description.scenes[0]).toMatchObject({
      axes: ["l", "y", "x"],
      scale: [10, expect.any(Number), expect.any(Number)],
      units: ["nanometer", "micrometer", "micrometer"],
      origin: [490, 0, 0],
      facts: { "Emission wavelengths (axis l)": "490 to 530 nm in steps of 10 nm" },
    });
  });

  it("channels of different types become images of their own", async () => {
    const bytes = imageBytes({
      ...picture,
      axes: "c3 y3 x4",
      dtype: "uint32",
    });
    const image: FixtureImage = {
      ...picture,
      axes: "c3 y3 x4",
      dtype: "uint32",
    };
    const xlif = xlifText(image, [{ file: "a.lof", offset: 0, size: bytes.length }]);
    const second = xlif.indexOf('DataType="0"', xlif.indexOf('DataType="0"') + 1);
    const mixed = `${xlif.slice(0, second)}DataType="1"${xlif.slice(second + 12)}`;
    const reader = await openFiles({ "a.xlif": utf8(mixed), "a.lof": lofFile(image) });
    expect(reader.description.scenes.map(({ name, shape, dtype }) => [name, shape, dtype])).toEqual([
      ["picture (uint32)", [2, 3, 4], "uint32"],
      ["picture (float32)", [3, 4], "float32"],
    ]);
    expect(reader.description.notes).toEqual([expect.stringContaining("different types")]);
    const values = Array.from(new Uint32Array(bytes.buffer));
    expect(await pixelsOf(reader)).toEqual([...values.slice(0, 12), ...values.slice(24)]);
    expect(await pixelsOf(reader, 1)).toEqual([...new Float32Array(bytes.buffer, 48, 12)]);
  });
});

describe("damaged and strange files", () => {
  it("cut off in the pixels of an image, before them, or in the list of images", async () => {
    const whole = lifFile([picture, { ...picture, name: "last" }]);
    for (const length of [whole.length - 1, whole.length - 13, whole.length - 40, 600]) {
      await expect(openFiles({ "a.lif": whole.slice(0, length) }), `${length} bytes`).rejects.toMatchObject({
        kind: "corrupt",
        message: expect.stringContaining("a.lif") as string,
      });
    }
    await expect(openFiles({ "a.lof": lofFile(picture).slice(0, 70) })).rejects.toMatchObject({ kind: "corrupt" });
  });

  it("images that cannot be read are left out, but not silently", async () => {
    const bits =
      "<Element Name='packed'><Data><Image><ImageDescription><Channels><ChannelDescription DataType='0' Resolution='12' BytesInc='0' BitInc='12'/></Channels><Dimensions/></ImageDescription></Image></Data><Memory Size='0' MemoryBlockID='MemBlock_root'/></Element>";
    const flim = "<Element Name='flim'><Data><SingleMoleculeDetection IsImage='true'/></Data></Element>";
    const stored = bits.replace("MemBlock_root", "MemBlock_1");
    const { description } = await openFiles({ "a.lif": lifFile([picture], { extra: bits + stored + flim }) });
    expect(description.scenes.map(({ id }) => id)).toEqual(["picture"]);
    expect(description.notes).toEqual([
      expect.stringContaining("“packed” has no pixels"),
      expect.stringContaining("do not begin at whole bytes"),
      expect.stringContaining("Raw lifetime data are no images and are left out: “flim”"),
    ]);
    await expect(openFiles({ "a.lif": lifFile([], { extra: flim }) })).rejects.toMatchObject({
      kind: "unsupported-feature",
      message: expect.stringContaining("a.lif holds no image") as string,
    });
  });

  it("finds blocks behind 4 GiB by their 64-bit sizes", async () => {
    const whole = lifFile([{ ...picture, name: "first" }, picture]);
    // The first image's block grows to 5 GiB of zeros behind its own pixels.
    const pixels = imageBytes({ ...picture, name: "first" });
    const at = indexOf(whole, pixels);
    const gap = 5 * 2 ** 30;
    const changed = whole.slice();
    const sizeAt = at - "MemBlock_1".length * 2 - 13;
    new DataView(changed.buffer).setBigUint64(sizeAt, BigInt(pixels.length + gap), true);
    const opened = memoryFiles({ "a.lif": changed }, "a.lif");
    const source = stretched(opened.source!, at + pixels.length, gap);
    const reader = await openImage({ ...opened, source }, never);
    expect(await pixelsOf(reader)).toEqual([...pixels]);
    expect(await pixelsOf(reader, 1)).toEqual([...imageBytes(picture)]);
  });

  it("is known by its content, whatever it is called", async () => {
    const list = listText("p", "Experiment", []);
    const big = utf16(list).slice();
    for (let index = 0; index < big.length; index += 2) big.set([big[index + 1]!, big[index]!], index);
    const known = {
      lif: lifFile([picture]),
      lof: lofFile(picture),
      utf8: utf8(list),
      "UTF-8 with a mark": joined([Uint8Array.of(0xef, 0xbb, 0xbf), utf8(list)]),
      "UTF-16": utf16(list),
      "UTF-16 with a mark": utf16(list, { mark: true }),
      "big-endian UTF-16": big,
      "no declaration": utf8(list.replace(/<\?.*?\?>/, "")),
    };
    for (const [name, bytes] of Object.entries(known)) {
      const candidates = await identify(memoryFiles({ image: bytes }, "image"), never);
      expect(
        candidates.map(({ format, certainty }) => [format.id, certainty]),
        name,
      ).toEqual([["lif", 2]]);
    }
    for (const text of ["<OME/>", "<html>LMSDataContainerHeader</html>", "p\0\0\0"]) {
      expect(await identify(memoryFiles({ "a.lif": utf8(text) }, "a.lif"), never)).not.toContainEqual(
        expect.objectContaining({ format: expect.objectContaining({ id: "lif" }) as unknown }),
      );
    }
  });
});

function indexOf(bytes: Uint8Array, part: Uint8Array): number {
  return Buffer.from(bytes).indexOf(Buffer.from(part));
}

/** A file with a long run of zeros in it that are not there in memory. */
function stretched(source: ByteSource, at: number, gap: number): ByteSource {
  return {
    name: source.name,
    size: source.size + gap,
    async read(offset, length, signal) {
      const result = new Uint8Array(length);
      const before = Math.min(length, Math.max(0, at - offset));
      if (before > 0) result.set(await source.read(offset, before, signal));
      const behind = Math.max(offset, at + gap);
      const left = offset + length - behind;
      if (left > 0) result.set(await source.read(behind - gap, left, signal), behind - offset);
      return result;
    },
  };
}
