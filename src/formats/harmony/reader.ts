import { folderOf } from "../../model/paths.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { openIndex, readIndexText } from "../shared/plate/indexFile.ts";
import { type IndexInput, openPlate } from "../shared/plate/openPlate.ts";
import type { PlateContents } from "../shared/plate/plateContents.ts";
import type { OpenPages } from "../shared/storedPages.ts";
import { contentsOf } from "./describePlate.ts";
import { isColumbusImageList, isHarmonyIndex } from "./indexNames.ts";
import { type HarmonyIndex, parseHarmonyIndex } from "./parseIndex.ts";

/**
 * Opens a plate of Harmony or Columbus by its index, or by the folder that has it. `openPages` opens the planes.
 * @throws those of `ImageReader`, `companion-missing`
 */
export function open(input: OpenInput, openPages: OpenPages): Promise<ImageReader> {
  return openPlate(input, openPages, readIndex);
}

async function readIndex(input: IndexInput): Promise<PlateContents> {
  const { path, source } = await openIndex(input, isHarmonyIndex);
  const text = await readIndexText(source, input.signal);
  const isColumbus = /<(?:\w+:)?ColumbusMeasurementIndex[\s>]/.test(text.slice(0, 2048));
  const index = isColumbus
    ? await readColumbus(input, path, text)
    : { ...parseHarmonyIndex(text, source.name, folderOf(path)), files: [path] };
  return contentsOf(index, { fileName: source.name, formatName: isColumbus ? "Columbus plate" : "Harmony plate" });
}

/** Columbus's index names lists of images; those of further time points lie in folders of their own. */
async function readColumbus(
  { paths, directory, signal }: IndexInput,
  path: string,
  text: string,
): Promise<HarmonyIndex & { files: string[] }> {
  const folder = folderOf(path);
  const lists = paths.filter((each) => isColumbusImageList(each) && isBelow(each, folder));
  if (lists.length === 0) {
    throw new ZarrdropError("companion-missing", `The lists of images that ${path} names are not there.`, {
      file: path,
      advice: "Drop the whole folder of the export.",
    });
  }
  const whole = parseHarmonyIndex(text, path, folder);
  for (const [time, list] of lists.entries()) {
    const source = await directory.open(list);
    if (source === null) throw gone(list);
    const { plate, channels, planes } = parseHarmonyIndex(await readIndexText(source, signal), list, folderOf(list));
    for (const [name, field] of plate) if (!whole.plate.has(name)) whole.plate.set(name, field);
    for (const [channel, fields] of channels) if (!whole.channels.has(channel)) whole.channels.set(channel, fields);
    for (const plane of planes) whole.planes.push(lists.length === 1 ? plane : { ...plane, time });
  }
  return { ...whole, files: [path, ...lists] };
}

function isBelow(path: string, folder: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}

function gone(file: string): ZarrdropError {
  return new ZarrdropError("source-changed", `${file} is not there any more.`, { file });
}
