import { setMaxListeners } from "node:events";
import { expect } from "vitest";
import { grayFields, tiffBytes } from "../../fixtures/tiffBytes.ts";
import { tiffFixtureBytes } from "../../fixtures/tiffFixtures.ts";
import { parseMetadata } from "../../src/formats/czi/metadata/metadata.ts";
import { readImageXml } from "../../src/formats/lif/metadata/imageXml.ts";
import { findImages } from "../../src/formats/lif/metadata/imageTree.ts";
import { descend, parseLeicaXml } from "../../src/formats/lif/metadata/leicaXml.ts";
import { decodeVariantXml } from "../../src/formats/nd2/metadata/variantXml.ts";
import { openImage } from "../../src/formats/registry.ts";
import { parseOmeXml } from "../../src/formats/tiff/ome/omeXml.ts";
import { parseXml } from "../../src/formats/shared/xml.ts";
import { builtOmeXml } from "../../src/plan/metadata/builtOmeXml.ts";
import { describeImage, describeScene } from "../plan/sampleDescription.ts";
import { omeXmlOfScene, splitOmeXml } from "../../src/plan/metadata/omeXml.ts";
import type { SceneDescription } from "../../src/model/image.ts";
import { ZarrdropError } from "../../src/model/errors.ts";
import { grownOmeXml } from "../../src/store/append/grownOmeXml.ts";
import { MemorySink } from "../../src/store/memorySink.ts";
import { sampleLevel, samplePlan } from "../store/samplePlan.ts";
import { memoryFiles } from "../contract/memoryFiles.ts";
import type { SeededRandom } from "../contract/random.ts";
import { type FuzzCase, fuzzGroup } from "./fuzzGroup.ts";
import { hostileText } from "./hostileValues.ts";
import { mutateXml } from "./mutateXml.ts";
import { CZI_XML, LEICA_XML, NIKON_XML, OME_XML, SMALL_OME_XML, TIFF_XML } from "./xmlSamples.ts";

const never = new AbortController().signal;
// One signal for thousands of cases.
setMaxListeners(0, never);
const encoder = new TextEncoder();

/** Documents with what is done with them. */
function over(name: string, texts: readonly string[], use: (text: string) => unknown, weight = 4): FuzzCase {
  return {
    name,
    weight,
    make: (random) => {
      const text = mutateXml(random.pick(texts), random);
      return () => use(text);
    },
  };
}

/**
 * What a rewritten document owes: where it can be read at all, so can each image's own, which has that image, no place of pixels in another
 * file, and all else that was there.
 */
function rewrite(text: string): void {
  const parts = splitOmeXml(text);
  if (parts === null) return;
  let isSound = true;
  try {
    parseXml(text, "a.ome.xml");
  } catch (error) {
    expect(error).toBeInstanceOf(ZarrdropError);
    isSound = false;
  }
  for (const [index, { id }] of parts.images.entries()) {
    const own = omeXmlOfScene(parts, { id: id ?? "", index: index, scenes: parts.images.length });
    if (own === null || !isSound) continue;
    const root = parseXml(own, "METADATA.ome.xml", { length: 2 * own.length + 100 });
    expect(root.children.filter((child) => child.name === "Image")).toHaveLength(1);
    const pixels = root.children.flatMap((child) => (child.name === "Image" ? child.children : []));
    const places = pixels.flatMap(({ name, children }) => (name === "Pixels" ? children : []));
    expect(places.filter(({ name }) => ["TiffData", "BinData"].includes(name))).toEqual([]);
  }
}

/** A store's own OME-XML with another number of time points. */
async function grow(text: string): Promise<void> {
  const sink = new MemorySink();
  sink.files.set("OME/METADATA.ome.xml", encoder.encode(text));
  const [file] = await grownOmeXml(sink, samplePlan("uint8", [sampleLevel("0", [7, 1, 1, 3, 4], [1, 1, 1, 3, 4])]));
  if (file === undefined) return;
  const grown = new TextDecoder().decode(file.bytes);
  expect(grown.replaceAll(/\d+/g, "")).toBe(new TextDecoder().decode(encoder.encode(text)).replaceAll(/\d+/g, ""));
}

const ONE_PAGE = tiffBytes([{ ...grayFields(4, 3, 8, 0), 270: { type: "ascii", text: "somewhere else" } }]);
const DESCRIPTION_TAG = 270;

/** A TIFF of one small page with a description of any length, which lies at its end. */
function describedTiff(description: string): Uint8Array {
  const text = encoder.encode(`${description}\0`);
  const bytes = new Uint8Array(ONE_PAGE.length + text.length);
  bytes.set(ONE_PAGE);
  bytes.set(text, ONE_PAGE.length);
  const view = new DataView(bytes.buffer);
  // Entries of 12 bytes follow the number of them, at 8.
  for (let at = 10; at < ONE_PAGE.length; at += 12) {
    if (view.getUint16(at, true) !== DESCRIPTION_TAG) continue;
    view.setUint32(at + 4, text.length, true);
    view.setUint32(at + 8, ONE_PAGE.length, true);
    break;
  }
  return bytes;
}

async function openDescribed(text: string): Promise<void> {
  const reader = await openImage(memoryFiles({ "a.tif": describedTiff(text) }, "a.tif"), never);
  reader.close();
}

/** Names, facts and dates as a file may give them, in the document that is made of them. */
function build(random: SeededRandom): () => unknown {
  const facts = Object.fromEntries(
    ["Objective", "Immersion", "Magnification", "Notes"].map((name) => [name, hostileText(random)]),
  );
  const scene = describeScene("yx", [3, 4], { facts, acquisitionDate: hostileText(random), id: hostileText(random) });
  const imageName = hostileText(random);
  return () => checkBuilt(scene, imageName);
}

function checkBuilt(scene: SceneDescription, imageName: string): void {
  const output = samplePlan("uint16", [sampleLevel("0", [3, 4], [3, 4])], { imageName });
  const xml = builtOmeXml(describeImage([scene]), { output, letters: ["y", "x"] });
  const root = parseXml(xml ?? "", "METADATA.ome.xml");
  expect(root.children.filter(({ name }) => name === "Image")).toHaveLength(1);
}

fuzzGroup("XML", 2401, [
  over("a document", [OME_XML, CZI_XML, NIKON_XML, ...LEICA_XML, ...TIFF_XML], (text) => parseXml(text, "a.xml")),
  over("OME-XML", [OME_XML, SMALL_OME_XML], (text) => parseOmeXml(text, "a.ome.xml")),
  over("OME-XML of a store", [OME_XML, SMALL_OME_XML], rewrite),
  over("OME-XML of a store that grew", [SMALL_OME_XML], grow),
  over("description of a TIFF page", TIFF_XML, openDescribed, 1),
  over("Zeiss", [CZI_XML], (text) => parseMetadata(text, "a.czi", [])),
  over("Leica", LEICA_XML, (text) => {
    for (const { element, path } of findImages(parseLeicaXml(text, "a.xlif")).images) {
      const image = descend(element, "Data", "Image");
      if (image !== null) readImageXml(image, path, "a.xlif");
    }
  }),
  over("Nikon", [NIKON_XML], (text) => decodeVariantXml(encoder.encode(text), "a.nd2")),
  { name: "OME-XML that is built", make: build },
  {
    name: "companion",
    make: (random) => {
      const text = mutateXml(OME_XML, random);
      const files = { "a.companion.ome": encoder.encode(text), "a.ome.tif": tiffFixtureBytes("ome_XYZCT.ome.tif") };
      return () => openImage(memoryFiles(files, "a.companion.ome"), never);
    },
  },
]);
