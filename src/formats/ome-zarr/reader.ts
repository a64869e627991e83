import { joinPath } from "../../model/paths.ts";
import type { ByteDirectory } from "../../bytes/source.ts";
import type { PixelArray } from "../../model/dtype.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription, PlateDescription } from "../../model/image.ts";
import { LIMITS } from "../../model/limits.ts";

import type { ImageReader, OpenInput, ReadRequest } from "../reader.ts";
import type { StoredBlock } from "../shared/storedBlock.ts";
import { findImages, type Hierarchy, type ImageGroup } from "./hierarchy.ts";
import { type JsonObject } from "../../model/untrustedJson.ts";
import { objectIn, objectsIn, readText, textIn } from "../../zarr/json.ts";
import { readGroup } from "../../zarr/node.ts";
import { imageNamesOf } from "./omeXmlNames.ts";
import { mapAtOnce } from "../../bytes/atOnce.ts";
import { readScene, type ZarrScene } from "./describeScene.ts";
import { storedBlocksOf } from "./storedBlocks.ts";
import { describePlate } from "./plate.ts";
import { findStoreRoot, type StoreRoot } from "./storeRoot.ts";
import { ARRAY_FILES } from "../../zarr/arrayDocuments.ts";
import { ZarrArray } from "../../zarr/zarrArray.ts";

/**
 * Opens an OME-Zarr store (NGFF 0.1–0.5, Zarr v2 and v3) in a folder, a .zip or an .ozx file.
 * @throws `unsupported-format` without an image, `corrupt`, `companion-missing`, `unsupported-feature`, `limit`
 */
export async function open({ directory, path, source, signal }: OpenInput): Promise<ImageReader> {
  const root = await findStoreRoot(directory, source, signal);
  try {
    const group = await readGroup(root.directory, root.path, signal);
    if (group === null) {
      throw new ZarrdropError("unsupported-format", "This is a single Zarr array, not an OME-Zarr image.");
    }
    const hierarchy = await findImages(root.directory, group, signal);
    const omeXml = await readText(root.directory, joinPath(root.path, "OME/METADATA.ome.xml"), signal);
    const wanted = hierarchy.images.flatMap((image) => multiscalesOf(image));
    if (wanted.length > LIMITS.scenes) throw new ZarrdropError("limit", "The store holds too many images.");
    const names = omeXml === null || hierarchy.layout === "image" ? [] : imageNamesOf(omeXml);
    const numbered = wanted.map((entry, index) => ({ ...entry, index }));
    const scenes = await mapAtOnce(numbered, ({ image, multiscale, id, index }) => {
      const name = (image.role === "image" ? names[index] : null) ?? textIn(multiscale, "name") ?? id;
      return readScene(root.directory, image, multiscale, { id, name }, signal);
    });
    const files = source === null ? metadataFiles(scenes) : [path];
    nameLabelled(wanted, scenes);
    const description = describe(root.name, files, hierarchy, scenes, omeXml);
    const plate = hierarchy.layout === "plate" ? plateOf(group.attributes, root.name, wanted) : null;
    return new OmeZarrReader(root, scenes, plate === null ? description : { ...description, plate });
  } catch (error) {
    throw asReadError(error, root.name);
  }
}

type WantedScene = { image: ImageGroup; multiscale: JsonObject; id: string };

/**
 * The scenes of one image group. BioIO names them by their names if these are all there and distinct, else by number; it knows no
 * plates and series, where the path is the one thing that tells images apart.
 */
function multiscalesOf(image: ImageGroup): WantedScene[] {
  const entries = objectsIn(image.group.attributes, "multiscales");
  if (entries.length > LIMITS.multiscales) {
    throw new ZarrdropError("limit", `The store says that one image is ${entries.length} multiscale images.`, {
      file: image.group.path,
    });
  }
  const names = entries.map((entry) => textIn(entry, "name"));
  const named = names.every((name) => name !== null) && new Set(names).size === names.length;
  return entries.map((multiscale, index) => {
    const own = named ? names[index]! : `Image:${index}`;
    const inside = entries.length === 1 ? image.path : `${image.path}/${own}`;
    return { image, multiscale, id: image.path === "" ? own : inside };
  });
}

/** Says of each label image whose labels it has. */
function nameLabelled(wanted: readonly WantedScene[], scenes: readonly ZarrScene[]): void {
  const numbers = new Map(wanted.map(({ image }, scene) => [image.role === "image" ? image.path : null, scene]));
  for (const [index, { image }] of wanted.entries()) {
    const scene = image.labelOf === null ? undefined : numbers.get(image.labelOf.path);
    if (scene !== undefined) scenes[index]!.description.labelOf = { scene, name: image.labelOf!.name };
  }
}

function plateOf(attributes: JsonObject, name: string, scenes: readonly WantedScene[]): PlateDescription | null {
  const places = scenes.map(({ image }) => image.well);
  return describePlate(objectIn(attributes, "plate"), name, places);
}

function describe(
  name: string,
  files: string[],
  hierarchy: Hierarchy,
  scenes: readonly ZarrScene[],
  omeXml: string | null,
): ImageDescription {
  const notes = [...hierarchy.notes, ...scenes.flatMap((scene) => scene.notes)];
  return {
    format: "ome-zarr",
    formatName: hierarchy.layout === "plate" ? "OME-Zarr plate" : "OME-Zarr",
    name,
    files,
    scenes: scenes.map((scene) => scene.description),
    attachments: [],
    omeXml,
    notes,
    ...(hierarchy.layout === "image" ? {} : { storeLayout: hierarchy.layout }),
  };
}

/** Chunks are too many to be listed; the arrays' metadata stand for them. */
function metadataFiles(scenes: readonly ZarrScene[]): string[] {
  return scenes.flatMap(({ levels }) => levels.map(({ path, format }) => joinPath(path, ARRAY_FILES[format])));
}

class OmeZarrReader implements ImageReader {
  readonly description: ImageDescription;
  readonly #scenes: readonly ZarrScene[];
  readonly #directory: ByteDirectory;
  /** By path; made when first read. */
  readonly #arrays = new Map<string, ZarrArray>();

  constructor(root: StoreRoot, scenes: ZarrScene[], description: ImageDescription) {
    this.#directory = root.directory;
    this.#scenes = scenes;
    this.description = description;
  }

  async readRegion({ scene, level, region, signal }: ReadRequest, target: PixelArray): Promise<void> {
    await this.#array(scene, level).readRegion(region, target, signal);
  }

  storedBlocks({ scene, level, region, signal }: ReadRequest): Promise<StoredBlock[] | null> {
    return storedBlocksOf(this.#array(scene, level), region, signal);
  }

  #array(scene: number, level: number): ZarrArray {
    const metadata = this.#scenes[scene]!.levels[level]!;
    const known = this.#arrays.get(metadata.path);
    if (known !== undefined) return known;
    const array = new ZarrArray(this.#directory, metadata);
    this.#arrays.set(metadata.path, array);
    return array;
  }

  close(): void {
    this.#arrays.clear();
  }
}
