import { dialectNote } from "./dialects.ts";
import { usableLevels } from "../pixels/checkLevel.ts";
import { describePlainScene } from "./describePlain.ts";
import { readImagejExtras } from "./imagejExtras.ts";
import { parseImagejDescription } from "./imagejMetadata.ts";
import type { OpenContext, OpenScene, OpenTiff } from "../opened.ts";
import type { TiffPage } from "../container/page.ts";
import type { ImagejFacts } from "./sceneFacts.ts";
import { noImages, type Series } from "./series.ts";
import { bifSeries, isBif } from "./seriesBif.ts";
import { fluoviewSeries, isFluoview } from "./seriesFluoview.ts";
import { genericSeries } from "./seriesGeneric.ts";
import { imagejSeries } from "./seriesImagej.ts";
import { lsmSeries } from "./seriesLsm.ts";
import { ndpiSeries } from "./seriesNdpi.ts";
import { ndtiffSeries } from "./seriesNdtiff.ts";
import { isQptiff, qptiffSeries } from "./seriesQptiff.ts";
import { isScanimage } from "./scanimageSettings.ts";
import { scanimageSeries } from "./seriesScanimage.ts";
import { isScn, scnSeries } from "./seriesScn.ts";
import { parseShapedDescription, shapedSeries } from "./seriesShaped.ts";
import { isStk, stkSeries } from "./seriesStk.ts";
import { isSvs, svsSeries } from "./seriesSvs.ts";
import { PHOTOMETRIC, TAG } from "../container/tags.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/** Opens a file that is no OME-TIFF by the rules of tifffile. `notes` is added to. */
export async function openPlain(
  file: TiffFile,
  first: TiffPage,
  descriptions: readonly string[],
  context: OpenContext,
  notes: string[],
): Promise<OpenTiff> {
  const { path } = context;
  const dataset = await ndtiffSeries(file, first, context, notes);
  if (dataset !== null) return { ...(await describeSeries(dataset.series, null, path, notes)), files: dataset.files };
  const imagej = await findImagej(file, first, descriptions);
  const series = await chooseSeries(file, first, descriptions, imagej, notes);
  return describeSeries(series, imagej, path, notes);
}

async function findImagej(
  file: TiffFile,
  first: TiffPage,
  descriptions: readonly string[],
): Promise<ImagejFacts | null> {
  for (const description of descriptions) {
    const metadata = parseImagejDescription(description, file.name);
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
    const series = await imagejSeries(file, first, imagej.metadata, notes);
    if (series !== null) return series;
    const images = imagej.metadata.get("images") ?? "1";
    notes.push(`ImageJ's description (${images} images) does not fit the file; its images were read as they are.`);
  } else if (isFluoview(first)) {
    const fluoview = await fluoviewSeries(file, first);
    if (fluoview !== null) return fluoview;
    notes.push("The dimensions that FluoView states do not fit the images; they were read as they are.");
  } else if (isStk(first)) {
    const stk = await stkSeries(file, first);
    if (stk !== null) return stk;
  } else if (isSvs(first, descriptions[0]!)) {
    const svs = await svsSeries(file, first, descriptions[0]!);
    if (svs !== null) return svs;
  }
  const vendor = await vendorSeries(file, first, descriptions[0]!, notes);
  if (vendor !== null) return vendor;
  const dialect = dialectNote(first, descriptions[0]!);
  if (dialect !== null) notes.push(dialect);
  return genericSeries(file);
}

/** The series of a file by the rules of a slide scanner, or of ScanImage; null for others, and where something does not fit. */
async function vendorSeries(
  file: TiffFile,
  first: TiffPage,
  description: string,
  notes: string[],
): Promise<Series[] | null> {
  if (file.header.kind === "ndpi") return ndpiSeries(file, notes);
  if (isScn(description)) return scnSeries(file, description);
  if (await isQptiff(file, first)) return qptiffSeries(file, notes);
  if (await isBif(file, first, description)) return bifSeries(file, notes);
  return (await isScanimage(file, first, description)) ? scanimageSeries(file, first, description, notes) : null;
}

/** Numbers are kept as they are stored; what they mean may be lost. */
function noteColours(page: TiffPage, notes: string[]): void {
  if (page.photometric === PHOTOMETRIC.MinIsWhite) {
    notes.push("The file means small numbers to be shown white; the numbers are kept as they are.");
  }
}

const FORMAT_NAMES: Record<Series["kind"], string> = {
  shaped: "TIFF",
  generic: "TIFF",
  imagej: "ImageJ TIFF",
  stk: "MetaMorph stack (STK)",
  svs: "Aperio slide (SVS)",
  lsm: "Zeiss LSM",
  ndpi: "Hamamatsu slide (NDPI)",
  qptiff: "PerkinElmer/Akoya slide (QPTIFF)",
  scn: "Leica slide (SCN)",
  bif: "Ventana slide (BIF)",
  fluoview: "Olympus FluoView TIFF",
  scanimage: "ScanImage TIFF",
  ndtiff: "Micro-Manager NDTiff",
};

async function describeSeries(
  series: readonly Series[],
  imagej: ImagejFacts | null,
  path: string,
  notes: string[],
): Promise<OpenTiff> {
  const scenes: OpenScene[] = [];
  for (const [index, each] of series.entries()) {
    const levels = await usableLevels(each.levels, path, notes);
    noteColours(levels[0]!.keyPage, notes);
    scenes.push({ description: await describePlainScene({ ...each, levels }, index, imagej, notes), levels });
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
