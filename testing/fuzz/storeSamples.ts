import { readdirSync, readFileSync } from "node:fs";
import { MemorySource } from "../../src/bytes/memorySource.ts";
import type { OpenedSource } from "../../src/bytes/openSource.ts";
import { baseName, safePath, sortPaths } from "../../src/model/paths.ts";
import { ZipDirectory } from "../../src/bytes/zipDirectory.ts";
import { MemorySink } from "../../src/store/memorySink.ts";
import { sampleImage, sampleLabelled, samplePlate, sampleSeries } from "../store/sampleCollections.ts";

/** Files of a store, by path. */
export type StoreFiles = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

const folder = new URL("../../fixtures/ome-zarr/", import.meta.url);

/** Stores that zarr-python wrote, with all codecs, both formats, shards in shards, plates, series and labels. */
export function foreignStores(names = foreignNames()): Promise<StoreFiles[]> {
  return Promise.all(
    names.map(async (name) => {
      const bytes = new Uint8Array(readFileSync(new URL(name, folder)));
      const zip = await ZipDirectory.open(new MemorySource(name, bytes));
      const files = new Map<string, Uint8Array<ArrayBuffer>>();
      for (const path of await zip.list()) {
        const source = await zip.open(path);
        files.set(path, Uint8Array.from(await source!.read(0, source!.size)));
      }
      return files;
    }),
  );
}

function foreignNames(): string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".zip") || name.endsWith(".ozx"));
}

/** Stores as this program writes them, and as collections of them are made. */
export async function ownStores(formats: readonly (2 | 3)[] = [2, 3]): Promise<StoreFiles[]> {
  const made = formats.map((format) => [
    sampleImage(format),
    sampleLabelled(format),
    samplePlate(format),
    sampleSeries(format),
  ]);
  return (await Promise.all(made.flat())).map(({ files }) => files);
}

/** The same as a folder that was given to a reader; nothing is copied. */
export function openedStore(files: StoreFiles): OpenedSource {
  const directory = {
    name: "folder",
    list: async () => sortPaths([...files.keys()]),
    open: async (path: string) => {
      const bytes = files.get(safePath(path) ?? "");
      return bytes === undefined ? null : new MemorySource(baseName(path), bytes);
    },
  };
  return { directory, main: "", source: null };
}

/** A store of its own with these files, one of them with other content. */
export function storeWith(files: StoreFiles, path: string, bytes: Uint8Array<ArrayBuffer>): MemorySink {
  const sink = new MemorySink();
  for (const [name, content] of files) sink.files.set(name, content);
  sink.files.set(path, bytes);
  return sink;
}

/** Whether a file of a store is one of an array's metadata, a group's, or neither. */
export function metadataKind(path: string, bytes: Uint8Array): "array" | "group" | null {
  if (/(^|\/)\.zarray$/.test(path)) return "array";
  if (/(^|\/)\.(zattrs|zgroup|zmetadata)$/.test(path)) return "group";
  if (!/(^|\/)zarr\.json$/.test(path)) return null;
  return new TextDecoder().decode(bytes).includes('"array"') ? "array" : "group";
}
