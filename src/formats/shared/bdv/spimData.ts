import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { childNamed, childrenNamed, parseXml, type XmlElement } from "../xml.ts";

/** A set-up of a BigDataViewer dataset: one camera, channel, angle, tile; each of its time points is a volume. */
export type BdvSetup = {
  id: number;
  name: string | null;
  /** Along x, y and z, in `unit` as it is written; null where the file does not say. */
  voxel: { unit: string; size: number[] } | null;
  /** What tells it from others ("channel", "angle", …), by name or number. */
  attributes: Record<string, string>;
};

/** How a volume came to its place: transformations by name, each of twelve numbers (3 × 4, row by row), the last one applied first. */
export type BdvTransform = { name: string; affine: string };

/** What a BigDataViewer XML file says. */
export type SpimData = {
  /** How pixels are stored ("bdv.hdf5", "bdv.n5"), and in which file or folder; relative to the XML file's folder unless it is absolute. */
  loader: { format: string; path: string | null };
  setups: BdvSetup[];
  times: number[];
  /** "TIME SETUP" of volumes that were not recorded. */
  missing: ReadonlySet<string>;
  /** By "TIME SETUP". */
  transforms: ReadonlyMap<string, BdvTransform[]>;
};

/** The key of a volume in `missing` and `transforms`. */
export function viewKey(time: number, setup: number): string {
  return `${time} ${setup}`;
}

/**
 * Parses a BigDataViewer or BigStitcher XML file (SpimData 0.2).
 * @throws `corrupt`, `limit`
 */
export function parseSpimData(text: string, file: string): SpimData {
  const root = parseXml(text, file);
  const sequence = childNamed(root, "SequenceDescription");
  const loader = sequence === null ? null : childNamed(sequence, "ImageLoader");
  if (root.name !== "SpimData" || sequence === null || loader === null) throw damagedXml(file, "no image is described");
  const views = childNamed(sequence, "ViewSetups");
  const names = views === null ? new Map<string, string>() : attributeNames(views);
  const setups = views === null ? [] : childrenNamed(views, "ViewSetup").map((setup) => parseSetup(setup, names, file));
  const times = parseTimes(childNamed(sequence, "Timepoints"), file);
  if (setups.length === 0 || times.length === 0) throw damagedXml(file, "no set-up or no time point");
  if (setups.length > LIMITS.scenes || times.length > LIMITS.axisLength) {
    throw new ZarrdropError("limit", `${file} describes too many volumes.`, { file });
  }
  const missing = childNamed(sequence, "MissingViews");
  return {
    loader: { format: loader.attributes["format"] ?? "", path: pathIn(loader) },
    setups,
    times,
    missing: new Set(missing === null ? [] : childrenNamed(missing, "MissingView").map(keyOf)),
    transforms: parseTransforms(childNamed(root, "ViewRegistrations")),
  };
}

/** The file or folder of pixels that a loader names. */
function pathIn(loader: XmlElement): string | null {
  const named = loader.children.find(({ name }) => name === "hdf5" || name === "n5" || name === "zarr");
  const text = named?.text.trim() ?? "";
  return text === "" ? null : text;
}

function parseSetup(setup: XmlElement, names: ReadonlyMap<string, string>, file: string): BdvSetup {
  const id = Number(textIn(setup, "id") ?? "");
  if (!Number.isSafeInteger(id) || id < 0) throw damagedXml(file, "a set-up without a number");
  const voxel = childNamed(setup, "voxelSize");
  const size = numbersIn(voxel === null ? null : textIn(voxel, "size"));
  const attributes: Record<string, string> = {};
  for (const { name, text } of childNamed(setup, "attributes")?.children ?? []) {
    attributes[name] = names.get(`${name} ${text.trim()}`) ?? text.trim();
  }
  return {
    id,
    name: textIn(setup, "name"),
    voxel: voxel === null || size.length !== 3 ? null : { unit: textIn(voxel, "unit") ?? "", size },
    attributes,
  };
}

/** What numbers of attributes stand for: "channel 1" is "GFP". */
function attributeNames(views: XmlElement): Map<string, string> {
  const names = new Map<string, string>();
  for (const attributes of childrenNamed(views, "Attributes")) {
    for (const entry of attributes.children) {
      const [id, name] = [textIn(entry, "id"), textIn(entry, "name")];
      if (id !== null && name !== null) names.set(`${attributes.attributes["name"] ?? ""} ${id}`, name);
    }
  }
  return names;
}

/** Time points as a range, as a pattern ("0-3, 7, 10-20:2"), or one by one. */
function parseTimes(element: XmlElement | null, file: string): number[] {
  if (element === null) return [0];
  const first = textIn(element, "first");
  if (first !== null) return rangeOf(Number(first), Number(textIn(element, "last") ?? first), 1, file);
  const pattern = textIn(element, "integerpattern");
  if (pattern !== null) {
    return pattern.split(",").flatMap((part) => {
      const [, from, to, step] = /^\s*(\d+)(?:\s*-\s*(\d+)(?:\s*:\s*(\d+))?)?\s*$/.exec(part) ?? [];
      return from === undefined ? [] : rangeOf(Number(from), Number(to ?? from), Number(step ?? 1), file);
    });
  }
  return childrenNamed(element, "Timepoint").map((time) => Number(textIn(time, "id") ?? "0"));
}

function rangeOf(first: number, last: number, step: number, file: string): number[] {
  const count = Math.floor((last - first) / step) + 1;
  if (!Number.isSafeInteger(count) || count < 1 || count > LIMITS.linkedEntries)
    throw damagedXml(file, `times ${first} to ${last}`);
  return Array.from({ length: count }, (_, index) => first + index * step);
}

function parseTransforms(registrations: XmlElement | null): Map<string, BdvTransform[]> {
  const found = new Map<string, BdvTransform[]>();
  for (const registration of registrations?.children ?? []) {
    const transforms = childrenNamed(registration, "ViewTransform").flatMap((transform) => {
      const affine = textIn(transform, "affine");
      const name = textIn(transform, "Name") ?? textIn(transform, "name") ?? "";
      return affine === null ? [] : [{ name, affine: affine.replace(/\s+/g, " ") }];
    });
    if (transforms.length > 0) found.set(keyOf(registration), transforms);
  }
  return found;
}

function keyOf({ attributes }: XmlElement): string {
  return viewKey(Number(attributes["timepoint"]), Number(attributes["setup"]));
}

function textIn(element: XmlElement, name: string): string | null {
  const text = childNamed(element, name)?.text.trim() ?? "";
  return text === "" ? null : text;
}

function numbersIn(text: string | null): number[] {
  const numbers = (text?.match(/\S+/g) ?? []).map(Number);
  return numbers.every((number) => Number.isFinite(number) && number > 0) ? numbers : [];
}

function damagedXml(file: string, technical: string): ZarrdropError {
  return new ZarrdropError("corrupt", `${file} does not describe a BigDataViewer dataset as it should.`, {
    file,
    technical,
  });
}
