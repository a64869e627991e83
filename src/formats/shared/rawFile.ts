import { type DataType, itemSize } from "../../model/dtype.ts";
import type { ImageDescription, SceneDescription } from "../../model/image.ts";
import { sizeOfShape } from "../../model/region.ts";
import type { ImageReader } from "../reader.ts";
import { type DataFile, framesInFiles, type PlacedFile } from "./dataFiles.ts";
import { describeRawFile, describeRawScene, type RawAxis, type RawFileFacts } from "./describeRaw.ts";
import { refuseManyCompressed, type ValueEncoding } from "./encodedValues.ts";
import { rawPixels, rawReader, rawSceneBlock, type ReadPixels } from "./rawScene.ts";
import { inSceneOrder, sceneOrder } from "./sceneOrder.ts";

/** A scene that is described, and how its pixels are had. */
export type OpenedScene = { scene: SceneDescription; pixels: ReadPixels };

/** The reader of a file with such scenes. */
export function rawFileReader(file: RawFileFacts, opened: readonly OpenedScene[]): ImageReader {
  const description: ImageDescription = describeRawFile(
    file,
    opened.map(({ scene }) => scene),
  );
  return rawReader(
    description,
    opened.map(({ pixels }) => pixels),
  );
}

/** A scene whose values are all that is in some files, behind whatever else they hold: as many in each. */
export type SceneInFiles = {
  /** The slowest first, as the values lie. */
  axes: readonly RawAxis[];
  /** How many of them count the pieces that lie apart. */
  frameAxes: number;
  dtype: DataType;
  littleEndian: boolean;
  encoding: ValueEncoding;
  data: readonly DataFile[];
  facts: Record<string, string>;
  /** Where the values of a file begin: `bytes` of them. */
  place(file: DataFile, bytes: number): Promise<PlacedFile>;
};

/**
 * Opens such a scene.
 * @throws `limit` for many compressed files; those of `place`
 */
export async function openSceneInFiles(given: SceneInFiles): Promise<OpenedScene> {
  const { axes, frameAxes, dtype, littleEndian, encoding, data, facts, place } = given;
  refuseManyCompressed(encoding, data.length);
  const shape = axes.map(({ length }) => length);
  const order = sceneOrder(axes);
  const raw = { shape, frameAxes, dtype, littleEndian, ...order };
  const bytesEach = (sizeOfShape(shape) / data.length) * itemSize(dtype);
  const placed: PlacedFile[] = [];
  for (const file of data) placed.push(await place(file, bytesEach));
  const scene = describeRawScene({
    id: "Image:0",
    axes: inSceneOrder(axes, order),
    dtype,
    blockShape: rawSceneBlock(raw),
    facts,
  });
  return { scene, pixels: rawPixels(framesInFiles(raw, placed)) };
}
