import { throwIfAborted } from "../../bytes/abort.ts";
import type { ByteSource } from "../../bytes/source.ts";
import type { PixelArray } from "../../model/dtype.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription } from "../../model/image.ts";
import { LIMITS } from "../../model/limits.ts";

import type { ImageReader, OpenInput, ReadRequest } from "../reader.ts";
import { plateOfWells, wellInName } from "../shared/plate/wellNames.ts";
import type { StoredBlock } from "../shared/storedBlock.ts";
import { type Attachment, isPictureAttachment, readAttachments, readTimeStamps } from "./container/attachments.ts";
import { describeScene } from "./scenes/describeScene.ts";
import { type FileSet, openFileSet } from "./container/fileSet.ts";
import { parseMetadata } from "./metadata/metadata.ts";
import { readMetadataXml } from "./container/metadataSegment.ts";
import { readLevelRegion } from "./pixels/readLevelRegion.ts";
import { layOutScene, type SceneLayout } from "./scenes/sceneLayout.ts";
import { sceneMembers } from "./scenes/sceneMembers.ts";
import { storedBlocksOf } from "./pixels/storedBlocks.ts";
import { TileReader } from "./pixels/tileReader.ts";
import { timeStepOf } from "./metadata/timeStep.ts";

/**
 * Opens a CZI file with the others of its set. `options.mosaic` decides whether the tiles of a scene are put together
 * (default) or become scenes of their own.
 * @throws those of `ImageReader`, `companion-missing`
 */
export async function open({ source, path, directory, signal, options }: OpenInput): Promise<ImageReader> {
  if (source === null) {
    throw new ZarrdropError("unsupported-format", "A folder is not a CZI file.", { file: path });
  }
  try {
    const set = await openFileSet(source, path, directory, signal);
    const first = set.files[0]!.source;
    const notes = [...set.notes];
    const xml = await readMetadataXml(first, set.metadataPosition, signal, notes);
    const metadata = parseMetadata(xml, first.name, notes);
    const attachments = await readAttachments(first, set.attachmentDirectoryPosition, signal);
    throwIfAborted(signal);

    const bytes = set.files.reduce((sum, file) => sum + file.source.size, 0);
    const members = sceneMembers(set.entries, options?.mosaic ?? "stitch", { name: first.name, bytes });
    if (members.length > LIMITS.scenes) {
      throw new ZarrdropError("limit", `${first.name} has ${members.length} scenes, which is too many.`, {
        file: path,
      });
    }
    const layouts = members.map((scene) => layOutScene(set.entries, scene, first.name));
    const timePoints = layouts.reduce((most, layout) => Math.max(most, timePointsOf(layout)), 1);
    const stamps = timePoints > 1 ? await readTimeStamps(first, attachments, signal) : [];
    const timeStep = timeStepOf(metadata.time, stamps, timePoints, notes);
    notes.push(...layouts.flatMap((layout) => layout.notes), ...notCarried(first, attachments, xml));

    const form = { ...metadata.plate, name: source.name.replace(/\.czi$/i, "") };
    const wells = layouts.map(({ scene }) => wellInName(metadata.scenes.get(scene)?.shapeName ?? ""));
    const plate = plateOfWells(source.name, form, wells);
    const description: ImageDescription = {
      format: "czi",
      formatName: "Zeiss CZI",
      name: source.name,
      files: set.files.map((file) => file.path),
      scenes: layouts.map((layout) => describeScene(layout, { metadata, timeStep, entries: set.entries })),
      attachments: attachments.filter(isPictureAttachment).map(({ name }) => name),
      omeXml: null,
      notes: [...new Set(notes)],
      ...(plate === null ? {} : { plate }),
    };
    return new CziReader(description, layouts, set);
  } catch (error) {
    throw asReadError(error, path);
  }
}

function timePointsOf({ outer }: SceneLayout): number {
  return outer.find(({ letter }) => letter === "t")?.length ?? 1;
}

function notCarried(source: ByteSource, attachments: readonly Attachment[], xml: string | null): string[] {
  const notes: string[] = [];
  if (attachments.length > 0) {
    const names = [...new Set(attachments.map(({ name }) => name))].slice(0, 10).join(", ");
    notes.push(`What is attached to ${source.name} is not converted: ${names}.`);
  }
  if (xml !== null)
    notes.push(
      "Of ZEN's own metadata names, sizes, positions, times, colours, wavelengths and the objective are carried over, and no more.",
    );
  return notes;
}

class CziReader implements ImageReader {
  readonly description: ImageDescription;
  readonly #layouts: readonly SceneLayout[];
  readonly #tiles: TileReader;

  constructor(description: ImageDescription, layouts: readonly SceneLayout[], set: FileSet) {
    this.description = description;
    this.#layouts = layouts;
    this.#tiles = new TileReader(set);
  }

  async readRegion({ scene, level, region, signal }: ReadRequest, target: PixelArray): Promise<void> {
    // The guard around every reader has checked the request.
    await readLevelRegion(this.#layouts[scene]!, level, region, target, this.#tiles, signal);
  }

  async storedBlocks({ scene, level, region }: ReadRequest): Promise<StoredBlock[] | null> {
    return storedBlocksOf(this.#layouts[scene]!, level, region, this.#tiles);
  }

  close(): void {
    this.#tiles.clear();
  }
}
