import { itemSize } from "../model/dtype.ts";
import { ZarrdropError } from "../model/errors.ts";
import type { ImageDescription, PlateDescription, SceneDescription } from "../model/image.ts";
import { largestHonestBlock, LIMITS } from "../model/limits.ts";
import { sizeOfShape } from "../model/region.ts";

/**
 * Holds a description against the promises of `model/image.ts` and the caps of `model/limits.ts`. Sizes come from the file, so a zero
 * or a giant is the file's fault (`corrupt`, `limit`); arrays of the wrong length are the reader's (`internal`). `evidence`: bytes of all that
 * the image is read from, where that is known (`largestHonestBlock`).
 */
export function checkDescription(description: ImageDescription, evidence = Infinity): void {
  if (description.scenes.length === 0) {
    throw new ZarrdropError("corrupt", `${description.name} holds no image.`, { file: description.name });
  }
  if (description.scenes.length > LIMITS.scenes) throw tooLarge(description, "too many images");
  for (const fact of description.notes) checkText(description, fact, LIMITS.factCharacters);
  for (const scene of description.scenes) checkScene(description, scene, evidence);
  if (description.plate !== undefined) checkPlate(description, description.plate);
}

/** Each scene has a place on the plate. */
function checkPlate(description: ImageDescription, plate: PlateDescription): void {
  const { rows, columns, acquisitions, fields, name } = plate;
  if (rows.length * columns.length > LIMITS.wells) throw tooLarge(description, "the plate has too many wells");
  for (const text of [name, ...acquisitions.map((each) => each.name)]) {
    checkText(description, text, LIMITS.nameCharacters);
  }
  const areNames = [rows, columns].every(
    (names) => new Set(names).size === names.length && names.every((each) => /^[A-Za-z0-9]+$/.test(each)),
  );
  const ids = new Set(acquisitions.map(({ id }) => id));
  const areThere = fields.every(
    ({ row, column, acquisition }) =>
      rows[row] !== undefined && columns[column] !== undefined && (acquisition === null || ids.has(acquisition)),
  );
  if (!areNames || !areThere || fields.length !== description.scenes.length) {
    throw wrong(description, description.scenes[0]!, "plate");
  }
}

function checkScene(description: ImageDescription, scene: SceneDescription, evidence: number): void {
  const rank = scene.axes.length;
  const parallel = [scene.shape, scene.scale, scene.units, scene.origin, scene.blockShape];
  parallel.push(...scene.levels.map((level) => level.shape));
  if (rank === 0 || parallel.some((array) => array.length !== rank))
    throw wrong(description, scene, "arrays over axes");
  if (rank > LIMITS.axes) throw tooLarge(description, "too many axes");
  if (new Set(scene.axes).size !== rank || scene.axes.some((axis) => !/^[a-z]$/.test(axis))) {
    throw wrong(description, scene, `axes ${scene.axes}`);
  }
  const [full] = scene.levels;
  if (full === undefined || full.shape.some((length, axis) => length !== scene.shape[axis])) {
    throw wrong(description, scene, "level 0 is not the full size");
  }
  for (const level of scene.levels) {
    for (const length of level.shape) {
      if (!Number.isInteger(length) || length < 1) {
        throw new ZarrdropError("corrupt", `${description.name} gives an image without any pixels.`, {
          file: description.name,
          technical: `${scene.id}: ${level.shape}`,
        });
      }
      if (length > LIMITS.axisLength) throw tooLarge(description, "an axis is too long");
    }
    if (sizeOfShape(level.shape) > LIMITS.sceneValues) throw tooLarge(description, "too many pixels");
  }
  if (scene.blockShape.some((length, axis) => length < 1 || length > scene.shape[axis]!)) {
    throw wrong(description, scene, `block ${scene.blockShape} of ${scene.shape}`);
  }
  if (sizeOfShape(scene.blockShape) * itemSize(scene.dtype) > largestHonestBlock(evidence)) {
    throw tooLarge(description, "its pixels are stored in blocks that are too large to be decoded");
  }
  for (const { examples } of scene.absentPlanes ?? []) {
    for (const example of examples) checkText(description, example, LIMITS.nameCharacters);
  }
  const channelAxis = scene.axes.indexOf("c");
  const channels = channelAxis < 0 ? 1 : scene.shape[channelAxis]!;
  if (channels > LIMITS.channels) throw tooLarge(description, "too many channels");
  if (scene.channels.length !== channels) throw wrong(description, scene, `${scene.channels.length} channel entries`);
  if (scene.channels.some(({ color }) => color !== null && !/^[0-9A-F]{6}$/.test(color))) {
    throw wrong(description, scene, "channel colours");
  }
  for (const name of [scene.id, scene.name, ...scene.channels.map((channel) => channel.name)]) {
    checkText(description, name ?? "", LIMITS.nameCharacters);
  }
  for (const fact of Object.entries(scene.facts).flat()) checkText(description, fact, LIMITS.factCharacters);
  const view = scene.reference;
  if (view.scale.length !== view.axes.length || view.daskChunks.length !== view.axes.length) {
    throw wrong(description, scene, "reference view");
  }
}

/** A name or another text about the image: it gets into file names, metadata and the page. */
function checkText(description: ImageDescription, text: string, longest: number): void {
  if (text.length <= longest) return;
  const start = JSON.stringify(text.slice(0, 40));
  throw new ZarrdropError("limit", `${description.name} has a name or a text of ${text.length} characters in it.`, {
    file: description.name,
    technical: `it begins with ${start}; at most ${longest} are read`,
  });
}

function tooLarge(description: ImageDescription, what: string): ZarrdropError {
  return new ZarrdropError("limit", `${description.name} cannot be read: ${what}.`, { file: description.name });
}

function wrong(description: ImageDescription, scene: SceneDescription, what: string): ZarrdropError {
  return new ZarrdropError(
    "internal",
    `The reader of ${description.formatName} describes ${description.name} wrongly.`,
    {
      file: description.name,
      technical: `${scene.id}: ${what}`,
    },
  );
}
