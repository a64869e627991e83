import { folderOf, joinPath, safePath } from "../../model/paths.ts";
import type { ByteDirectory } from "../../bytes/source.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { createArrayReader } from "../shared/arrays/arrayReader.ts";
import { bdvScenes, type BdvVolumes } from "../shared/bdv/bdvScenes.ts";
import { hdf5Volumes } from "../shared/bdv/hdf5Volumes.ts";
import { n5Volumes } from "../shared/bdv/n5Volumes.ts";
import { parseSpimData, type SpimData } from "../shared/bdv/spimData.ts";
import { openHdf5 } from "../shared/hdf5/node.ts";
import { setInFolder } from "../shared/hdf5/siblings.ts";
import { decodeXmlBytes } from "../shared/xml.ts";

/**
 * Opens a BigDataViewer or BigStitcher dataset by its XML file: each set-up is a scene.
 * @throws those of `ImageReader`; `companion-missing` without the file or folder of the pixels
 */
export async function open({ directory, source, path, signal }: OpenInput): Promise<ImageReader> {
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not a BigDataViewer dataset.");
  try {
    if (source.size > LIMITS.xmlCharacters) throw new ZarrdropError("limit", `${source.name} is too long to be read.`);
    const text = decodeXmlBytes(await source.read(0, source.size, signal));
    const dataset = parseSpimData(text, source.name);
    const { volumes, file } = await openVolumes({ directory, path, signal }, dataset, source.name);
    const scenes = await bdvScenes(volumes, dataset, signal);
    const isHdf5 = dataset.loader.format === "bdv.hdf5";
    const formatName = isHdf5 ? "BigDataViewer (HDF5)" : "BigDataViewer (N5)";
    return createArrayReader(
      { format: "bdv", formatName, name: source.name, files: [path, file], attachments: [], notes: [] },
      scenes,
    );
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

/** The volumes that a dataset names, and the file of the set that stands for them. */
async function openVolumes(
  { directory, path, signal }: Pick<OpenInput, "directory" | "path" | "signal">,
  { loader }: SpimData,
  xmlFile: string,
): Promise<{ volumes: BdvVolumes; file: string }> {
  const { format } = loader;
  if (format !== "bdv.hdf5" && format !== "bdv.n5") {
    throw new ZarrdropError(
      "unsupported-feature",
      `${xmlFile} has its pixels in a way that is not read here: ${format.slice(0, 100)}.`,
      {
        file: xmlFile,
        advice: "Have BigStitcher save the dataset as HDF5 or N5.",
      },
    );
  }
  const named = loader.path ?? "";
  // An absolute path is one of another computer: what lies beside the XML file is meant.
  const relative =
    safePath(named.replace(/^\.[\\/]/, "")) ?? named.split(/[\\/]/).findLast((part) => part !== "") ?? "";
  const place = safePath(joinPath(folderOf(path), relative));
  if (place === null) throw companionMissing(xmlFile, named);
  if (format === "bdv.n5") {
    const file = joinPath(place, "attributes.json");
    if (!(await isThere(directory, place, signal))) throw companionMissing(xmlFile, named);
    return { volumes: n5Volumes(directory, place, relative), file };
  }
  const pixels = await directory.open(place);
  if (pixels === null) throw companionMissing(xmlFile, named);
  const root = await openHdf5(pixels, signal, setInFolder(directory, folderOf(place)));
  return { volumes: hdf5Volumes(root, pixels.name), file: place };
}

/** Whether a folder holds anything; its own attributes may be left out. */
async function isThere(directory: ByteDirectory, folder: string, signal: AbortSignal): Promise<boolean> {
  if ((await directory.open(joinPath(folder, "attributes.json"))) !== null) return true;
  return (await directory.list(signal)).some((path) => path.startsWith(`${folder}/`));
}

function companionMissing(file: string, needed: string): ZarrdropError {
  return new ZarrdropError(
    "companion-missing",
    `${file} needs ${needed === "" ? "the file of its pixels" : needed}, which is not beside it.`,
    {
      file,
      files: needed === "" ? [] : [needed],
      advice: "Drop the folder that holds both.",
    },
  );
}
