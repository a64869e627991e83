import { baseName, sortPaths } from "../../model/paths.ts";
import type { ByteDirectory, ByteSource } from "../../bytes/source.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { CompoundFile } from "../shared/cfb/compoundFile.ts";
import { readIndexText } from "../shared/plate/indexFile.ts";
import { parseSettings } from "./settings.ts";

/** The list of what the streams are called. */
const LIST = "OibInfo.txt";
const SECTION = "OibSaveInfo";

/**
 * The files in an OIB file by the names that they have as an OIF acquisition, and which of them is the main one.
 * @throws `unsupported-format` for a compound file of another kind; `corrupt`, `limit`
 */
export async function openOib(
  source: ByteSource,
  signal: AbortSignal,
): Promise<{ directory: ByteDirectory; main: string }> {
  const compound = await CompoundFile.open(source, signal);
  const streams = new Map(compound.paths.map((path) => [baseName(path), path]));
  const list = await compound.stream(LIST, signal);
  if (list === null) {
    throw new ZarrdropError("unsupported-format", `${source.name} is an OLE2 document, but no Olympus image.`, {
      technical: `no ${LIST}`,
    });
  }
  const names = parseSettings(await readIndexText(list, signal)).section(SECTION);
  const files = new Map<string, string>();
  let main: string | null = null;
  for (const [stream, named] of names) {
    const path = streams.get(stream);
    if (path === undefined || !stream.startsWith("Stream")) continue;
    const name = nameInFolder(named, names);
    files.set(name, path);
    if (stream === names.get("MainFileName")) main = name;
  }
  if (main === null) {
    throw new ZarrdropError(
      "corrupt",
      `${source.name} is damaged: it does not say which of its parts is the main one.`,
    );
  }
  const open = async (path: string): Promise<ByteSource | null> => {
    const stream = files.get(path);
    return stream === undefined ? null : compound.stream(stream, signal);
  };
  return { main, directory: { name: source.name, list: async () => sortPaths([...files.keys()]), open } };
}

/** "Storage00001/s_C001.tif" with the storage's own name. */
function nameInFolder(named: string, names: ReadonlyMap<string, string>): string {
  const [first = "", ...rest] = named.split(/[\\/]/);
  return rest.length === 0 ? first : [names.get(first) ?? first, ...rest].join("/");
}
