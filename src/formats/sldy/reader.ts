import type { ByteDirectory } from "../../bytes/source.ts";
import { bytesOfPixels, lanes, type PixelArray } from "../../model/dtype.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription, SceneDescription } from "../../model/image.ts";
import { LIMITS } from "../../model/limits.ts";
import { type Region, sizeOfShape } from "../../model/region.ts";
import { forEachAtOnce, mapAtOnce } from "../../bytes/atOnce.ts";
import { type RawArray, readRawArray } from "../shared/rawArray.ts";

import type { ImageReader, OpenInput, ReadRequest } from "../reader.ts";
import { describeScene, stackShape } from "./describeScene.ts";
import { findImageFolders, type ImageFolder, keyOf } from "./imageFolders.ts";
import { openNpy } from "./npy.ts";
import { readRecords } from "./records.ts";

/** Pixel files whose headers are remembered. */
const KNOWN_FILES = 4096;

/** Files read at the same time: opening one is waiting, not work. */
const FILES_AT_ONCE = 4;

/**
 * Opens a SlideBook 7 slide: an image folder is a scene.
 * @throws those of `ImageReader`, `companion-missing`
 */
export async function open({ source, path, directory, signal }: OpenInput): Promise<ImageReader> {
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not a SlideBook slide.");
  try {
    const folders = findImageFolders(path, await directory.list());
    if (folders.length > LIMITS.scenes) throw new ZarrdropError("limit", `${source.name} has too many images.`);
    const stacks = new StackFiles(directory);
    const described = await mapAtOnce(folders, (folder) => describeFolder(folder, directory, stacks, signal), {
      atOnce: FILES_AT_ONCE,
      signal,
    });
    const files = [path, ...folders.flatMap((folder) => folder.members)];
    const scenes = described.map(({ scene }) => scene);
    const notes = described.flatMap((each) => each.notes);
    return new SldyReader(describeSlide(source.name, files, scenes, notes), folders, stacks);
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

async function describeFolder(
  folder: ImageFolder,
  directory: ByteDirectory,
  stacks: StackFiles,
  signal: AbortSignal,
): Promise<{ scene: SceneDescription; notes: string[] }> {
  const records = await readRecords(directory, folder.path, signal);
  const paths = [...folder.files.values()];
  const notes: string[] = [];
  const scene = describeScene(folder, records, await stacks.open(paths[0]!, signal), notes);
  // An acquisition that was broken off shows in its last file; the others are looked at when they are read.
  checkStack(scene, await stacks.open(paths.at(-1)!, signal));
  return { scene, notes };
}

function describeSlide(name: string, files: string[], scenes: SceneDescription[], notes: string[]): ImageDescription {
  return { format: "sldy", formatName: "SlideBook 7", name, files, scenes, attachments: [], omeXml: null, notes };
}

/** Pixel files, opened when they are first needed. */
class StackFiles {
  readonly #directory: ByteDirectory;
  readonly #known = new Map<string, RawArray>();

  constructor(directory: ByteDirectory) {
    this.#directory = directory;
  }

  /** @throws `source-changed`, `corrupt`, `unsupported-feature` */
  async open(path: string, signal: AbortSignal): Promise<RawArray> {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const source = await this.#directory.open(path);
    if (source === null) throw new ZarrdropError("source-changed", `${path} is not there (any more).`, { file: path });
    const array = await openNpy(source, signal);
    if (array.shape.length !== 2 && array.shape.length !== 3) {
      throw new ZarrdropError("unsupported-feature", `${source.name} holds neither a plane nor a stack of planes.`, {
        file: source.name,
        technical: `shape ${array.shape}`,
      });
    }
    if (this.#known.size >= KNOWN_FILES) this.#known.clear();
    this.#known.set(path, array);
    return array;
  }

  close(): void {
    this.#known.clear();
  }
}

/** All files of a scene are of one shape and type. */
function checkStack(scene: SceneDescription, { source, ...array }: RawArray): void {
  const found = `${stackShape(array).join(" × ")} ${array.dtype}`;
  const expected = `${scene.shape.slice(2).join(" × ")} ${scene.dtype}`;
  if (found === expected) return;
  throw new ZarrdropError(
    "unsupported-feature",
    `${source.name} is ${found}, but others of ${scene.id} are ${expected}.`,
    {
      file: source.name,
      files: [source.name],
    },
  );
}

/** One pixel file's part of a region. */
type StackPart = { time: number; channel: number; path: string | undefined };

class SldyReader implements ImageReader {
  readonly description: ImageDescription;
  readonly #folders: readonly ImageFolder[];
  readonly #stacks: StackFiles;

  constructor(description: ImageDescription, folders: readonly ImageFolder[], stacks: StackFiles) {
    this.description = description;
    this.#folders = folders;
    this.#stacks = stacks;
  }

  async readRegion({ scene, region, signal }: ReadRequest, target: PixelArray): Promise<void> {
    const described = this.description.scenes[scene]!;
    const [, channels] = region.shape;
    const stack: Region = { start: region.start.slice(2), shape: region.shape.slice(2) };
    const size = sizeOfShape(stack.shape) * lanes(described.dtype);
    const read = async ({ time, channel, path }: StackPart): Promise<void> => {
      const at = (time * channels! + channel) * size;
      const part = target.subarray(at, at + size);
      if (path === undefined) {
        // As bytes: `fill` wants a bigint for 64-bit integers.
        bytesOfPixels(part).fill(0);
        return;
      }
      const array = await this.#stacks.open(path, signal);
      checkStack(described, array);
      // A single plane is stored without an axis z.
      await readRawArray({ ...array, shape: stackShape(array) }, stack, part, signal);
    };
    await forEachAtOnce(stackParts(this.#folders[scene]!, region), read, { atOnce: FILES_AT_ONCE, signal });
  }

  close(): void {
    this.#stacks.close();
  }
}

/** The files that a region touches; indices are those in the region. */
function* stackParts(folder: ImageFolder, { start, shape }: Region): Generator<StackPart> {
  for (let time = 0; time < shape[0]!; time++) {
    for (let channel = 0; channel < shape[1]!; channel++) {
      const key = keyOf(folder.times[start[0]! + time]!, folder.channels[start[1]! + channel]!);
      yield { time, channel, path: folder.files.get(key) };
    }
  }
}
