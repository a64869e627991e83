import { isAboutContent } from "../../shared/aboutContent.ts";
import { throwIfAborted } from "../../../bytes/abort.ts";
import { folderOf, joinPath } from "../../../model/paths.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import type { PlateDescription, SceneDescription } from "../../../model/image.ts";
import { LIMITS } from "../../../model/limits.ts";
import { decodeXmlBytes } from "../../shared/xml.ts";
import { usableLevels } from "../pixels/checkLevel.ts";
import { describeOmeScene } from "./describeOme.ts";
import { firstPage } from "../series/firstPage.ts";
import { companionMissing, someOf } from "../errors.ts";
import { findOmeFiles } from "./omeFiles.ts";
import { layoutOmeImage, type OmeStorage, planeBudget } from "./omeStorage.ts";
import { type OmeDocument, parseOmeXml } from "./omeXml.ts";
import type { OpenContext, OpenScene, OpenTiff } from "../opened.ts";
import { TiffFile } from "../container/tiffFile.ts";

/** An OME-XML document with its text and the file of the set that the person chose. */
export type FoundOme = {
  document: OmeDocument;
  xml: string;
  path: string;
  main: TiffFile | null;
  mainUuid: string | null;
};

/**
 * Opens a set of OME-TIFF files by its companion file (`.companion.ome`).
 * @throws `corrupt`, `companion-missing`
 */
export async function openCompanion(xml: string, context: OpenContext): Promise<OpenTiff> {
  const document = parseOmeXml(xml, context.path);
  if (document === null || document.images.length === 0) {
    throw new ZarrdropError("corrupt", `${context.path} does not describe any image.`, { file: context.path });
  }
  const notes: string[] = [];
  const opened = await openOme({ document, xml, path: context.path, main: null, mainUuid: null }, context, notes);
  if (opened !== null) return opened;
  throw new ZarrdropError("corrupt", `${context.path} does not describe the files beside it.`, {
    file: context.path,
    technical: notes.join(" "),
  });
}

/** The OME-XML document of a file, in its first description or in the companion that this names; null for other files. */
export async function findOme(
  file: TiffFile,
  description: string,
  context: OpenContext,
  notes: string[],
): Promise<FoundOme | null> {
  if (!description.slice(-10).trim().endsWith("OME>")) return null;
  const document = parseOme(description, context.path, notes);
  if (document === null) return null;
  const found = { main: file, mainUuid: document.uuid, path: context.path };
  if (document.binaryOnly === null) return { ...found, document, xml: description };

  const name = document.binaryOnly.metadataFile;
  const path = joinPath(folderOf(context.path), name);
  const companion = name === "" ? null : await context.directory.open(path);
  if (companion === null) throw companionMissing(context.path, [name === "" ? "its metadata file" : name]);
  const xml = await companionXml(companion, context.lifetime);
  const whole = parseOme(xml, path, notes);
  return whole === null ? null : { ...found, document: whole, xml };
}

/** The metadata file of a set is an XML file or itself an OME-TIFF. */
async function companionXml(companion: ByteSource, lifetime: AbortSignal): Promise<string> {
  const head = await companion.read(0, Math.min(4, companion.size), lifetime);
  const isTiff = (head[0] === 0x49 && head[1] === 0x49) || (head[0] === 0x4d && head[1] === 0x4d);
  if (isTiff) {
    const file = await TiffFile.open(companion, lifetime);
    return (await file.descriptions(await firstPage(file)))[0]!;
  }
  if (companion.size > LIMITS.xmlCharacters) {
    throw new ZarrdropError("limit", `${companion.name} is too large for a metadata file.`, { file: companion.name });
  }
  return decodeXmlBytes(await companion.read(0, companion.size, lifetime));
}

function parseOme(xml: string, path: string, notes: string[]): OmeDocument | null {
  try {
    const document = parseOmeXml(xml, path);
    if (document !== null && (document.images.length > 0 || document.binaryOnly !== null)) return document;
    notes.push("The OME-XML metadata do not describe an image; the file was read as a plain TIFF.");
  } catch (error) {
    if (!isAboutContent(error)) throw error;
    notes.push(
      `The OME-XML metadata cannot be read (${error.details.technical ?? error.message}); the file was read as a plain TIFF.`,
    );
  }
  return null;
}

/** Opens the images of a document; null, with a note, when they are not as it says. */
export async function openOme(ome: FoundOme, context: OpenContext, notes: string[]): Promise<OpenTiff | null> {
  const document = withPlanes(ome);
  const files = await findOmeFiles(document, { ...context, main: ome.main, mainUuid: ome.mainUuid });
  const scenes: OpenScene[] = [];
  const leftOut: { label: string; lost: string[] }[] = [];
  const budget = planeBudget();
  for (const image of document.images) {
    throwIfAborted(context.lifetime);
    const label = image.name ?? image.id;
    const lost = files.missingFor(image);
    if (lost.length > 0) {
      leftOut.push({ label, lost });
      continue;
    }
    const storage = await layoutOmeImage(image, files, budget);
    if (storage === null) {
      notes.push(`${label} has no pixels in the file and was left out.`);
      continue;
    }
    if ("mismatch" in storage) {
      notes.push(`The OME-XML metadata do not fit the image (${storage.mismatch}); the file was read as a plain TIFF.`);
      return null;
    }
    const levels = await usableLevels(storage.levels, label, notes);
    if (storage.missingPlanes > 0) notes.push(missingNote(label, storage));
    const description = await describeOmeScene(document, image, { ...storage, levels });
    noteTypeMismatch(image.pixels.type, description, notes);
    scenes.push({ description, levels });
  }
  if (leftOut.length > 0) {
    const images = someOf(leftOut.map(({ label }) => label));
    const lost = someOf([...new Set(leftOut.flatMap((each) => each.lost))]);
    notes.push(`What lacks files of the set was left out: ${images}. Not there: ${lost}.`);
  }
  if (scenes.length === 0) return null;
  const named = [...new Set([context.path, ...files.paths])];
  const plate = await plateOf(document, context, scenes);
  const opened = { format: "ome-tiff", formatName: "OME-TIFF", files: named, scenes, omeXml: ome.xml, notes };
  return plate === null ? opened : { ...opened, plate };
}

/** The plate of a program that names images by their wells. */
async function plateOf(
  { instruments }: OmeDocument,
  { directory, path }: OpenContext,
  scenes: readonly OpenScene[],
): Promise<PlateDescription | null> {
  if (!/scanR/i.test(instruments["Written by"] ?? "")) return null;
  const { scanrPlate } = await import("./scanrPlate.ts");
  const names = scenes.map(({ description }) => description.name);
  return scanrPlate(directory.name ?? path, names);
}

function missingNote(label: string, { missingPlanes, planes }: OmeStorage): string {
  const lacks = missingPlanes === 1 ? "one plane" : `${missingPlanes} planes`;
  return `${label} lacks ${lacks} of ${planes}: ${missingPlanes === 1 ? "it is" : "they are"} zero.`;
}

/**
 * The document; where none of its images says in which directories its planes are, they follow one another in the file, image by image
 * and each in the order of its dimensions.
 */
function withPlanes({ document, main, xml }: FoundOme): OmeDocument {
  const saysNothing = document.images.every(({ pixels }) => pixels.tiffData.length === 0);
  if (main === null || !saysNothing || /<(?:\w+:)?(?:MetadataOnly|BinData)\b/.test(xml)) return document;
  let ifd = 0;
  const images = document.images.map((image) => {
    const { sizes, channels } = image.pixels;
    const planes = (sizes.Z * sizes.T * sizes.C) / (channels[0]?.samplesPerPixel ?? 1);
    const data = { ifd, planes, first: { Z: 0, C: 0, T: 0 }, uuid: null, fileName: null };
    ifd += planes;
    return { ...image, pixels: { ...image.pixels, tiffData: [data] } };
  });
  return { ...document, images };
}

/** OME's names of pixel types where they differ from ours. */
const OME_TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    float: "float32",
    double: "float64",
    complex: "complex64",
    "double-complex": "complex128",
    bit: "bool",
  }),
);

function noteTypeMismatch(type: string, scene: SceneDescription, notes: string[]): void {
  const stated = OME_TYPES.get(type) ?? type;
  if (stated === "" || stated === scene.dtype) return;
  notes.push(`${scene.name} should have pixels of type ${stated} but has ${scene.dtype}, which is what is read.`);
}
