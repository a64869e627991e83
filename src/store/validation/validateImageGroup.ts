import { LIMITS } from "../../model/limits.ts";
import { isObject } from "../../model/untrustedJson.ts";
import { parseStoredArray, type StoredArray } from "../../zarr/storedArray.ts";
import { readNode } from "../storeNode.ts";
import { validateArrayMetadata } from "./arrayRules.ts";
import type { NamedAxis } from "./axes.ts";
import { datasetPaths, unsafePaths, validateImage } from "./image.ts";
import { inOrder } from "./inOrder.ts";
import { type LabelledImage, sourcePath, validateLabel, validateLabelArrays } from "./label.ts";
import { joinPath, type NgffGroup, openGroup } from "./ngffGroup.ts";
import { windowLimits } from "./omero.ts";
import { inFile, type Report } from "./problem.ts";
import { validateLabelsList } from "./series.ts";
import { isTooMuchMissing, note, reportMissing, type Walk } from "./walk.ts";

/** As what a group was found: the rules for labels are more. */
export type ImageRole = "image" | "label";

/**
 * A group that has to be an image, the arrays of its levels, and the labels below it. `image`: what a label image belongs to, null if it
 * stands alone.
 */
export async function validateImageGroup(
  walk: Walk,
  group: NgffGroup,
  role: ImageRole,
  image: LabelledImage | null,
  report: Report,
): Promise<void> {
  const { findings } = walk;
  const { path } = group;
  const attributes = withinLimits(group);
  if (role === "label") findings.labels++;
  else findings.images++;
  const arrays = await readArrays(walk, { ...group, attributes }, report);
  for (const outside of unsafePaths(attributes)) {
    group.report("path-outside", "multiscales", `${outside} is no path of an array below the image.`);
  }
  const first = Array.isArray(attributes.multiscales) ? attributes.multiscales[0] : null;
  if (isObject(first) && typeof first.name === "string") findings.name ??= first.name;
  let axes: NamedAxis[] | null = null;
  let paths: (string | null)[] = [...arrays.keys()];
  if (group.hasRules) {
    const checked = validateImage(attributes, findings.zarrFormat, arrays, group.report);
    axes = checked?.axes ?? null;
    paths = checked?.paths ?? [];
    if (role === "label") await validateLabelGroup(walk, group, { axes, arrays: named(paths, arrays) }, image);
  } else if (group.isNgff && arrays.size === 0) {
    group.report("multiscales-missing", "multiscales", "No array of an image is named.");
  }
  const channelAxis = axes?.findIndex(({ type }) => type === "channel") ?? -1;
  for (const [name, array] of arrays) {
    findings.levels.push({
      path: joinPath(path, name),
      array,
      level: Math.max(0, paths.indexOf(name)),
      channelAxis: channelAxis < 0 ? null : channelAxis,
      imageAt: group.at,
      windows: windowLimits(attributes.omero),
    });
  }
  if (role === "image") await validateLabelGroups(walk, group, { axes, arrays: named(paths, arrays) }, report);
}

/** The attributes, of more multiscale images than anyone makes the first: each is held against the rules. */
function withinLimits({ attributes, report }: NgffGroup): Record<string, unknown> {
  const { multiscales } = attributes;
  if (!Array.isArray(multiscales) || multiscales.length <= LIMITS.multiscales) return attributes;
  const message = `There are ${multiscales.length} multiscale images in one group; ${LIMITS.multiscales} are looked at.`;
  report("beyond-limits", "multiscales", message);
  return { ...attributes, multiscales: multiscales.slice(0, LIMITS.multiscales) };
}

function named(paths: readonly (string | null)[], arrays: ReadonlyMap<string, StoredArray | null>) {
  return paths.map((path) => (path === null ? null : (arrays.get(path) ?? null)));
}

/** The arrays that an image names, each reported if it is missing or not understood. */
async function readArrays(walk: Walk, group: NgffGroup, report: Report): Promise<Map<string, StoredArray | null>> {
  const { findings, files, signal } = walk;
  const arrays = new Map<string, StoredArray | null>();
  const names = datasetPaths(group.attributes);
  if (names.length > LIMITS.levels) {
    group.report("beyond-limits", "multiscales", `The image names ${names.length} arrays.`);
    names.length = LIMITS.levels;
  }
  for (const name of names) arrays.set(name, null);
  await inOrder(
    names,
    async (name, reportArray) => {
      const path = joinPath(group.path, name);
      const node = await readNode(files, path);
      if (node.kind === "damaged") reportArray("metadata-damaged", node.file, node.message);
      else if (node.kind !== "array") reportArray("array-missing", path, `There is no array at ${path}.`);
      else {
        note(walk, path);
        const array = parseStoredArray(node.zarrFormat, node.metadata);
        if (node.zarrFormat !== findings.zarrFormat) {
          const message = `The array is of Zarr v${node.zarrFormat}, the root of the store of v${findings.zarrFormat}.`;
          reportArray("formats-mixed", node.file, message);
        } else if (array === null) {
          reportArray("array-damaged", node.file, `The metadata of the array ${path} are not those of an array.`);
        } else {
          validateArrayMetadata(node.zarrFormat, node.metadata, inFile(reportArray, node.file));
          arrays.set(name, array);
        }
      }
    },
    report,
    signal,
  );
  return arrays;
}

async function validateLabelGroup(
  walk: Walk,
  group: NgffGroup,
  label: LabelledImage,
  image: LabelledImage | null,
): Promise<void> {
  const { findings, files } = walk;
  validateLabel(group.attributes, findings.zarrFormat, group.report);
  validateLabelArrays(label, image, group.report);
  if (group.attributes["image-label"] === undefined) return;
  const source = sourcePath(group.attributes, group.path);
  // A label image that is looked at by itself says nothing of a folder above it.
  if (source === null) return;
  const node = await readNode(files, source);
  const attributes = node.kind !== "group" ? {} : node.zarrFormat === 3 ? node.attributes.ome : node.attributes;
  if (isObject(attributes) && attributes.multiscales !== undefined) return;
  group.report("label-source", "image-label.source", `There is no image at ${source === "" ? "the root" : source}.`);
}

/** The label images below an image (NGFF 0.4 and 0.5, "labels metadata"). */
async function validateLabelGroups(walk: Walk, group: NgffGroup, image: LabelledImage, report: Report): Promise<void> {
  const folder = joinPath(group.path, "labels");
  const node = await readNode(walk.files, folder);
  if (node.kind === "damaged") report("metadata-damaged", node.file, node.message);
  if (node.kind !== "group") return;
  const labels = openGroup(walk, node, report, group);
  const names = labels.isNgff ? validateLabelsList(labels.attributes, labels.report) : null;
  await inOrder(
    (names ?? []).slice(0, LIMITS.scenes),
    async (name, reportLabel) => {
      if (isTooMuchMissing(walk, reportLabel)) return;
      const path = joinPath(folder, name);
      const found = await readNode(walk.files, path);
      if (found.kind === "group") {
        await validateImageGroup(walk, openGroup(walk, found, reportLabel, labels), "label", image, reportLabel);
      } else reportMissing(walk, found, path, `The label image ${path} is named but not there.`, reportLabel);
    },
    report,
    walk.signal,
  );
}
