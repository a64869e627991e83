import { throwIfAborted } from "../../bytes/abort.ts";
import { folderOf, joinPath } from "../../bytes/paths.ts";
import type { ByteDirectory } from "../../bytes/source.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { SceneDescription } from "../../model/image.ts";
import { LIMITS } from "../../model/limits.ts";
import { decodeXmlBytes, parseXml } from "../xml.ts";
import { checkLevel } from "./describeCommon.ts";
import { describeOmeScene } from "./describeOme.ts";
import { describePlainScene } from "./describePlain.ts";
import { readImagejExtras } from "./imagejExtras.ts";
import { parseImagejDescription } from "./imagejMetadata.ts";
import { companionMissing, findOmeFiles } from "./omeFiles.ts";
import { layoutOmeImage } from "./omeStorage.ts";
import { type OmeDocument, readOmeDocument } from "./omeXml.ts";
import type { TiffPage } from "./page.ts";
import type { ImagejFacts } from "./sceneFacts.ts";
import { noImages, type Series } from "./series.ts";
import { genericSeries } from "./seriesGeneric.ts";
import { imagejSeries } from "./seriesImagej.ts";
import { lsmSeries } from "./seriesLsm.ts";
import { parseShapedDescription, shapedSeries } from "./seriesShaped.ts";
import { isStk, stkSeries } from "./seriesStk.ts";
import { isSvs, svsSeries } from "./seriesSvs.ts";
import type { LevelStorage } from "./storage.ts";
import { TAG } from "./tags.ts";
import { TiffFile } from "./tiffFile.ts";

/** A scene with where its pixels are. */
export type OpenScene = { description: SceneDescription; levels: LevelStorage[] };

/** What opening a file finds. */
export type OpenTiff = {
  format: string;
  formatName: string;
  files: string[];
  scenes: OpenScene[];
  omeXml: string | null;
  notes: string[];
};

/** Where the opened file is, and how long it stays open. */
export type OpenContext = { directory: ByteDirectory; path: string; lifetime: AbortSignal };

/** An OME-XML document with its text and the file of the set that the person chose. */
type FoundOme = { document: OmeDocument; xml: string; path: string; main: TiffFile | null; mainUuid: string | null };

/** Opens a TIFF file: OME-TIFF if it has a usable OME-XML description, else by the rules of tifffile. */
export async function openTiffScenes(file: TiffFile, context: OpenContext): Promise<OpenTiff> {
  const first = await firstPage(file);
  const descriptions = await file.descriptions(first);
  const notes: string[] = [];
  if (parseShapedDescription(descriptions) === null && !first.directory.entries.has(TAG.LsmInfo)) {
    const ome = await findOme(file, descriptions[0]!, context, notes);
    const opened = ome === null ? null : await openOme(ome, context, notes);
    if (opened !== null) return opened;
  }
  const imagej = await findImagej(file, first, descriptions);
  const series = await chooseSeries(file, first, descriptions, imagej, notes);
  return describeSeries(series, imagej, context.path, notes);
}

/** Opens a set of OME-TIFF files by its companion file (`.companion.ome`). Errors: `corrupt`, `companion-missing`. */
export async function openCompanion(xml: string, context: OpenContext): Promise<OpenTiff> {
  const document = readOmeDocument(parseXml(xml, context.path));
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

async function firstPage(file: TiffFile): Promise<TiffPage> {
  const first = file.header.firstDirectory === 0 ? null : await file.page(0);
  if (first !== null) return first;
  const count = file.header.firstDirectory === 0 ? 0 : await file.directoryCount();
  for (let index = 1; index < count; index++) {
    const page = await file.page(index);
    if (page !== null) return page;
  }
  throw noImages(file.name);
}

/** The OME-XML document of a file, in its first description or in the companion that this names; null for other files. */
async function findOme(
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
async function companionXml(
  companion: NonNullable<Awaited<ReturnType<ByteDirectory["open"]>>>,
  lifetime: AbortSignal,
): Promise<string> {
  const head = await companion.read(0, Math.min(4, companion.size), lifetime);
  const isTiff = (head[0] === 0x49 && head[1] === 0x49) || (head[0] === 0x4d && head[1] === 0x4d);
  if (isTiff) {
    const file = await TiffFile.open(companion, lifetime);
    return (await file.descriptions(await firstPage(file)))[0]!;
  }
  if (companion.size > LIMITS.metadataBytes) {
    throw new ZarrdropError("limit", `${companion.name} is too large for a metadata file.`, { file: companion.name });
  }
  return decodeXmlBytes(await companion.read(0, companion.size, lifetime));
}

function parseOme(xml: string, path: string, notes: string[]): OmeDocument | null {
  try {
    const document = readOmeDocument(parseXml(xml, path));
    if (document !== null && (document.images.length > 0 || document.binaryOnly !== null)) return document;
    notes.push("The OME-XML metadata do not describe an image; the file was read as a plain TIFF.");
  } catch (error) {
    if (!(error instanceof ZarrdropError)) throw error;
    notes.push(
      `The OME-XML metadata cannot be read (${error.details.technical ?? error.message}); the file was read as a plain TIFF.`,
    );
  }
  return null;
}

async function openOme(ome: FoundOme, context: OpenContext, notes: string[]): Promise<OpenTiff | null> {
  const { document } = ome;
  const files = await findOmeFiles(document, { ...context, main: ome.main, mainUuid: ome.mainUuid });
  const scenes: OpenScene[] = [];
  for (const image of document.images) {
    throwIfAborted(context.lifetime);
    const label = image.name ?? image.id;
    const storage = await layoutOmeImage(image, files);
    if (storage === null) {
      notes.push(`${label} has no pixels in the file and was left out.`);
      continue;
    }
    if ("mismatch" in storage) {
      notes.push(`The OME-XML metadata do not fit the image (${storage.mismatch}); the file was read as a plain TIFF.`);
      return null;
    }
    await checkLevel(storage.levels[0]!);
    if (storage.missingPlanes > 0) notes.push(`${label} lacks ${storage.missingPlanes} planes; they are zero.`);
    const description = await describeOmeScene(document, image, storage);
    noteTypeMismatch(image.pixels.type, description, notes);
    scenes.push({ description, levels: storage.levels });
  }
  if (scenes.length === 0) return null;
  const named = [...new Set([context.path, ...files.paths])];
  return { format: "ome-tiff", formatName: "OME-TIFF", files: named, scenes, omeXml: ome.xml, notes };
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

async function findImagej(
  file: TiffFile,
  first: TiffPage,
  descriptions: readonly string[],
): Promise<ImagejFacts | null> {
  for (const description of descriptions) {
    const metadata = parseImagejDescription(description);
    if (metadata !== null) return { metadata, extras: await readImagejExtras(file, first, metadata) };
  }
  return null;
}

/** The first rule that fits, in tifffile's order. */
async function chooseSeries(
  file: TiffFile,
  first: TiffPage,
  descriptions: readonly string[],
  imagej: ImagejFacts | null,
  notes: string[],
): Promise<Series[]> {
  if (parseShapedDescription(descriptions) !== null) {
    const shaped = await shapedSeries(file);
    if (shaped !== null) return shaped;
    notes.push("The file's description of its shape does not fit its images; they were read one by one.");
  } else if (first.directory.entries.has(TAG.LsmInfo)) {
    const lsm = await lsmSeries(file, first);
    if (lsm !== null) return lsm;
    notes.push("The description of the scan (CZ_LSMINFO) does not fit the images; they were read as they are.");
  } else if (imagej !== null) {
    const series = await imagejSeries(file, first, imagej.metadata);
    if (series !== null) return series;
    const images = imagej.metadata.get("images") ?? "1";
    notes.push(`ImageJ's description (${images} images) does not fit the file; its images were read as they are.`);
  } else if (isStk(first)) {
    const stk = await stkSeries(file, first);
    if (stk !== null) return stk;
  } else if (isSvs(first, descriptions[0]!)) {
    const svs = await svsSeries(file, first, descriptions[0]!);
    if (svs !== null) return svs;
  }
  return genericSeries(file);
}

const FORMAT_NAMES: Record<Series["kind"], string> = {
  shaped: "TIFF",
  generic: "TIFF",
  imagej: "ImageJ TIFF",
  stk: "MetaMorph stack (STK)",
  svs: "Aperio slide (SVS)",
  lsm: "Zeiss LSM",
};

async function describeSeries(
  series: readonly Series[],
  imagej: ImagejFacts | null,
  path: string,
  notes: string[],
): Promise<OpenTiff> {
  const scenes: OpenScene[] = [];
  for (const [index, each] of series.entries()) {
    await checkLevel(each.levels[0]!);
    scenes.push({ description: await describePlainScene(each, index, imagej, notes), levels: each.levels });
  }
  if (scenes.length === 0) throw noImages(path);
  return {
    format: "tiff",
    formatName: FORMAT_NAMES[series[0]!.kind],
    files: [path],
    scenes,
    omeXml: null,
    notes,
  };
}
