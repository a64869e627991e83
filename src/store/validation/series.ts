import { shortJson } from "../../model/untrustedJson.ts";
import { xmlTags } from "../../plan/metadata/xmlTags.ts";
import type { Report } from "./problem.ts";
import { repeated } from "./repeated.ts";

/** `bioformats2raw.layout` of a root group (NGFF 0.4 and 0.5, "bioformats2raw.layout"). */
export function validateLayout(attributes: Record<string, unknown>, report: Report): void {
  const layout = attributes["bioformats2raw.layout"];
  if (layout !== 3)
    report("layout-wrong", '["bioformats2raw.layout"]', `The layout is ${shortJson(layout)}; it has to be 3.`);
}

/** The `series` of the group OME: paths of the images in the order of the OME-XML. Null where there is no usable list. */
export function validateSeries(attributes: Record<string, unknown>, report: Report): string[] | null {
  const { series } = attributes;
  if (Array.isArray(series) && series.length > 0 && series.every((path) => typeof path === "string")) {
    return onceEach(series, (at, path) => report("series-damaged", `series[${at}]`, `The image ${path} stands twice.`));
  }
  report("series-damaged", "series", "The series have to be a list of paths that is not empty.");
  return null;
}

/** The OME-XML of a store: how many images it describes; null if it is none. It has to be metadata only. */
export function validateOmeXml(text: string, report: Report): number | null {
  const open: string[] = [];
  let images = 0;
  let pixelsIn: string | null = null;
  for (const tag of xmlTags(text)) {
    const isWrong = tag === null || (tag.kind === "close" && open.pop() !== tag.name) || open.length > 255;
    if (isWrong || (open.length === 0 && tag.kind !== "close" && tag.name !== "OME")) {
      report("ome-xml-damaged", "", "The file is no OME-XML, or is cut off.");
      return null;
    }
    if (tag.kind === "close") continue;
    if (open.length === 1 && tag.name === "Image") images++;
    if (["BinData", "BinaryOnly", "TiffData"].includes(tag.name)) pixelsIn = tag.name;
    if (tag.kind === "open") open.push(tag.name);
  }
  if (open.length > 0 || text.trim() === "") {
    report("ome-xml-damaged", "", "The file is no OME-XML, or is cut off.");
    return null;
  }
  if (pixelsIn !== null) {
    report("ome-xml-damaged", "", `The OME-XML has ${pixelsIn}: it has to hold metadata only.`);
  }
  return images;
}

/** The `labels` of a group of that name: paths of label images below it. Null where there is no usable list. */
export function validateLabelsList(attributes: Record<string, unknown>, report: Report): string[] | null {
  const { labels } = attributes;
  if (Array.isArray(labels) && labels.every((path) => typeof path === "string")) {
    return onceEach(labels, (at, path) => report("labels-damaged", `labels[${at}]`, `The path ${path} stands twice.`));
  }
  report("labels-damaged", "labels", "The labels have to be a list of paths.");
  return null;
}

/** Paths without those that stand there already, of which the first is told. */
function onceEach(paths: readonly string[], onFirst: (at: number, path: string) => void): string[] {
  const [first] = repeated(paths);
  if (first !== undefined) onFirst(...first);
  return [...new Set(paths)];
}
