import type { LevelPlan, OutputPlan } from "../plan/plan.ts";
import { type ArrayMetadata, arrayAsWritten } from "../zarr/arrayMetadata.ts";
import { arrayDocuments, type ArraySpecification, type MetadataFile } from "../zarr/arrayDocuments.ts";
import { ZarrArray } from "../zarr/zarrArray.ts";
import type { StoreReader } from "./sink.ts";
import { storeFiles } from "./storeFiles.ts";

/** What of a plan decides how its arrays are stored. */
export type ArrayStorage = Pick<OutputPlan, "zarrFormat" | "dtype" | "byteOrder" | "compressor" | "axes">;

/** A level of a plan as an array of Zarr. */
export function levelArray(output: ArrayStorage, level: LevelPlan): ArraySpecification {
  const { zarrFormat, dtype, byteOrder, compressor, axes } = output;
  return {
    zarrFormat,
    shape: level.shape,
    chunkShape: level.chunkShape,
    shardShape: level.shardShape,
    dtype,
    byteOrder: byteOrder ?? "little",
    compressor,
    dimensionNames: axes.map(({ name }) => name),
  };
}

/** The same as whoever reads the store will find it described. */
export function levelAsWritten(output: ArrayStorage, level: LevelPlan): ArrayMetadata {
  return arrayAsWritten(levelArray(output, level), level.path);
}

/** The level as it is stored, to be read by its plan: the metadata need not be there yet. Loads and reads nothing before it is asked. */
export function storedLevel(store: StoreReader, output: ArrayStorage, level: LevelPlan): ZarrArray {
  return new ZarrArray(storeFiles(store), levelAsWritten(output, level), { isOwn: true });
}

/**
 * The metadata files of one level's array, in the order of writing, paths from the root of the store.
 * @throws `setting`
 */
export function levelDocuments(output: ArrayStorage, level: LevelPlan): MetadataFile[] {
  return arrayDocuments(levelArray(output, level)).map(({ path, value }) => ({ path: `${level.path}/${path}`, value }));
}
