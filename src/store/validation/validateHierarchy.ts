import { asZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { isObject } from "../../model/untrustedJson.ts";
import { OME_XML_PATH } from "../storeMetadata.ts";
import type { StoreReader } from "../sink.ts";
import { readNode } from "../storeNode.ts";
import { boundedReader } from "./boundedReader.ts";
import type { StoreFindings } from "./findings.ts";
import { validateConsolidated } from "./consolidated.ts";
import { isSafePath } from "./image.ts";
import { inOrder } from "./inOrder.ts";
import { joinPath, type NgffGroup, openGroup } from "./ngffGroup.ts";
import { type PlateFacts, validatePlate, validateWell } from "./plate.ts";
import { below, inFile, type Report } from "./problem.ts";
import { validateLabelsList, validateLayout, validateOmeXml, validateSeries } from "./series.ts";
import { type ImageRole, validateImageGroup } from "./validateImageGroup.ts";
import { isTooMuchMissing, note, reportMissing, type Walk } from "./walk.ts";

/**
 * Reads the groups of a store from its root on, as far as they name each other: an image, labels, a plate with its
 * wells and their fields, series. Holds each against the rules of NGFF and reports what is wrong. Null when the root is
 * no group.
 * @throws those of reading, `cancelled`
 */
export async function validateHierarchy(
  store: StoreReader,
  report: Report,
  signal?: AbortSignal,
): Promise<StoreFindings | null> {
  const files = boundedReader(store);
  const node = await readNode(files, "");
  if (node.kind !== "group") {
    const message =
      node.kind === "array" ? "This is a single Zarr array, no OME-Zarr." : "There is no Zarr group here.";
    if (node.kind === "damaged") report("metadata-damaged", node.file, node.message);
    else report("not-a-store", "", message);
    return null;
  }
  const findings: StoreFindings = {
    zarrFormat: node.zarrFormat,
    ngffVersion: null,
    name: null,
    layout: "image",
    images: 0,
    labels: 0,
    levels: [],
    folders: new Set([""]),
  };
  const walk: Walk = { files, findings, signal, missing: 0 };
  const root = openGroup(walk, node, report);
  findings.ngffVersion = root.version;
  const { attributes } = root;
  const isSeries = attributes["bioformats2raw.layout"] !== undefined;
  if (isSeries && root.hasRules) validateLayout(attributes, root.report);
  if (attributes.plate !== undefined) {
    findings.layout = "plate";
    await validatePlateGroup(walk, root, report);
  } else if (attributes.well !== undefined) {
    findings.layout = "well";
    await validateWellGroup(walk, root, null, report);
  } else if (attributes.multiscales !== undefined) {
    const role = attributes["image-label"] === undefined ? "image" : "label";
    await validateImageGroup(walk, root, role, null, report);
    if (isSeries) await validateSeriesGroups(walk, root, report);
  } else if (isSeries) {
    findings.layout = "series";
    await validateSeriesGroups(walk, root, report);
  } else if (attributes.labels !== undefined) {
    findings.layout = "labels";
    const labels = validateLabelsList(attributes, root.report) ?? [];
    await validateImages(walk, labels, "label", report);
  }
  if (root.isNgff && findings.images + findings.labels === 0) {
    root.report("no-image", "", "The group says of nothing in it that it is an image.");
  }
  if ((await readNode(files, "OME")).kind === "group") note(walk, "OME");
  await validateConsolidated(files, node, findings, report);
  return findings;
}

async function validatePlateGroup(walk: Walk, root: NgffGroup, report: Report): Promise<void> {
  const { plate } = root.attributes;
  const facts: PlateFacts = root.hasRules
    ? validatePlate(plate, walk.findings.zarrFormat, below(root.report, "plate"))
    : { wells: wellPaths(plate), acquisitions: new Set(), fieldCount: null };
  const wells = withinLimits(facts.wells, report);
  const rows = [...new Set(wells.map((path) => path.split("/")[0]!))];
  await inOrder(
    rows,
    async (row, reportRow) => {
      if (isTooMuchMissing(walk, reportRow)) return;
      if ((await readNode(walk.files, row)).kind === "group") note(walk, row);
      else {
        walk.missing++;
        reportRow("group-missing", row, `The row ${row} of the plate is no Zarr group.`);
      }
    },
    report,
    walk.signal,
  );
  await inOrder(
    wells,
    async (path, reportWell) => {
      if (isTooMuchMissing(walk, reportWell)) return;
      const node = await readNode(walk.files, path);
      if (node.kind === "group") {
        await validateWellGroup(walk, openGroup(walk, node, reportWell, root), facts, reportWell);
      } else reportMissing(walk, node, path, `The well ${path} is named but not there.`, reportWell);
    },
    report,
    walk.signal,
  );
}

/** For versions whose rules are not known. */
function wellPaths(plate: unknown): string[] {
  const wells: unknown[] = isObject(plate) && Array.isArray(plate.wells) ? plate.wells : [];
  const paths = wells.map((well) => (isObject(well) ? well.path : null));
  return [...new Set(paths.filter((path): path is string => typeof path === "string" && isSafePath(path)))];
}

async function validateWellGroup(
  walk: Walk,
  group: NgffGroup,
  plate: PlateFacts | null,
  report: Report,
): Promise<void> {
  const { well } = group.attributes;
  const images = group.isNgff ? validateWell(well, walk.findings.zarrFormat, plate, below(group.report, "well")) : [];
  const paths = withinLimits(images, report).map((path) => joinPath(group.path, path));
  await validateImages(walk, paths, "image", report, group);
}

/** The images of the bioformats2raw layout: those that OME/series names, or 0, 1, 2, …. */
async function validateSeriesGroups(walk: Walk, root: NgffGroup, report: Report): Promise<void> {
  const { files, findings } = walk;
  const before = findings.images;
  const ome = await readNode(files, "OME");
  const listing = ome.kind === "group" ? openGroup(walk, ome, report, root) : null;
  if (ome.kind === "damaged") report("metadata-damaged", ome.file, ome.message);
  const series = listing?.attributes.series === undefined ? null : validateSeries(listing.attributes, listing.report);
  const paths = withinLimits(series ?? (await numberedImages(walk)), report);
  if (paths.length === 0 && root.attributes.multiscales === undefined) {
    report("image-missing", "0", "The store is a series of images, and none of them is there.");
  }
  await validateImages(walk, paths, "image", report, root);
  const xml = inFile(report, OME_XML_PATH);
  if ((await files.size(OME_XML_PATH)) === null) {
    if (series === null) xml("ome-xml-missing", "", "There is neither a list of the series nor OME-XML.");
    return;
  }
  const text = await readOmeXml(files, xml);
  if (text === null) return;
  const described = validateOmeXml(text, xml);
  const found = series === null ? findings.images - before : series.length;
  if (described !== null && found > 0 && described !== found) {
    xml("series-count", "", `The OME-XML describes ${described} images, the store has ${found}.`);
  }
}

async function readOmeXml(files: StoreReader, report: Report): Promise<string | null> {
  try {
    return new TextDecoder().decode((await files.read(OME_XML_PATH)) ?? undefined);
  } catch (thrown) {
    const { kind, message } = asZarrdropError(thrown);
    if (kind !== "limit") throw thrown;
    report("beyond-limits", "", message);
    return null;
  }
}

async function numberedImages({ files }: Walk): Promise<string[]> {
  const found: string[] = [];
  while (found.length <= LIMITS.scenes) {
    const path = String(found.length);
    if ((await readNode(files, path)).kind !== "group") break;
    found.push(path);
  }
  return found;
}

/** Image groups of one kind, each with its labels. `parent`: whose version they have to have. */
async function validateImages(
  walk: Walk,
  paths: readonly string[],
  role: ImageRole,
  report: Report,
  parent: NgffGroup | null = null,
): Promise<void> {
  await inOrder(
    paths,
    async (path, reportImage) => {
      if (isTooMuchMissing(walk, reportImage)) return;
      if (!isSafePath(path)) {
        reportImage("path-outside", path, `${path} is no path of an image in the store.`);
        return;
      }
      const node = await readNode(walk.files, path);
      if (node.kind === "group") {
        await validateImageGroup(walk, openGroup(walk, node, reportImage, parent), role, null, reportImage);
      } else reportMissing(walk, node, path, `The image ${path} is named but not there.`, reportImage);
    },
    report,
    walk.signal,
  );
}

function withinLimits(paths: string[], report: Report): string[] {
  if (paths.length <= LIMITS.scenes) return paths;
  report("beyond-limits", "", `The store names ${paths.length} images; ${LIMITS.scenes} are looked at.`);
  return paths.slice(0, LIMITS.scenes);
}
