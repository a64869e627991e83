import { SliceSource } from "../../../bytes/sliceSource.ts";
import type { ByteDirectory, ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { mapAtOnce } from "../../../bytes/atOnce.ts";
import { childNamed, childrenNamed, type XmlElement } from "../../shared/xml.ts";
import { readContainer } from "../container/container.ts";
import { corruptLeica } from "../errors.ts";
import { FileNames, readableName } from "../container/fileNames.ts";
import { type Frame, type FrameFiles, FramesSource, isObjectFile } from "../container/frames.ts";
import { findImages, type ImageElement } from "../metadata/imageTree.ts";
import { decodeLeicaXml, descend, numberAttribute, parseLeicaXml } from "../metadata/leicaXml.ts";
import type { PixelMemory } from "../metadata/storedImage.ts";

/** An image with its bytes. */
export type FoundImage = ImageElement & {
  /** File whose document describes it, for messages. */
  file: string;
  /** Null: the document describes an image without pixels. */
  memory: PixelMemory | null;
  /** Some bytes of the image are in no file. */
  isPartial?: boolean;
};

/** What a file and those that it lists hold. */
export type FoundImages = {
  kind: "lif" | "lof" | "lifext" | "xlif" | "xlef" | "xlcf";
  images: FoundImage[];
  lifetimeData: string[];
};

/** Documents list documents that list documents: experiments, collections, images. */
const DEEPEST_LIST = 16;

/** Opens documents and follows what they list. */
export class Documents {
  /** Paths of all files that were found to belong to the image. */
  readonly files = new Set<string>();
  /** Names of files that are listed but not there. */
  readonly missing: string[] = [];
  readonly #directory: ByteDirectory;
  readonly #names: FileNames;
  readonly #frames: FrameFiles;
  readonly #signal: AbortSignal;

  constructor(directory: ByteDirectory, frames: FrameFiles, signal: AbortSignal) {
    this.#directory = directory;
    this.#names = new FileNames(directory);
    this.#frames = frames;
    this.#signal = signal;
  }

  /**
   * The images of the document at a path, those of the documents that it lists included.
   * @throws `corrupt`, `limit`
   */
  async read(path: string, source: ByteSource, depth = 0): Promise<FoundImages> {
    this.files.add(path);
    const head = await source.read(0, Math.min(1, source.size), this.#signal);
    return head[0] === 0x70 ? this.#readBinary(source) : this.#readXml(path, source, depth);
  }

  async #readBinary(source: ByteSource): Promise<FoundImages> {
    const { kind, xml, blocks } = await readContainer(source, this.#signal);
    const tree = findImages(kind === "lof" ? parseObjectXml(xml, source.name) : parseLeicaXml(xml, source.name));
    const images = tree.images.map((found): FoundImage => {
      const memory = childNamed(found.element, "Memory");
      const block = kind === "lof" ? blocks.get("") : blocks.get(memory?.attributes["MemoryBlockID"] ?? "");
      if (block === undefined && memory !== null && (numberAttribute(memory, "Size") ?? 0) > 0) {
        const what = `the pixels of the image “${found.path}” are missing; the file may be cut off`;
        throw corruptLeica(source.name, what, memory.attributes["MemoryBlockID"]);
      }
      const isStored = block !== undefined && block.size > 0;
      const bytes = isStored ? new SliceSource(source, block.offset, block.size, source.name) : null;
      return { ...found, file: source.name, memory: bytes === null ? null : { source: bytes, samples: "tagged" } };
    });
    return { kind, images, lifetimeData: tree.lifetimeData };
  }

  async #readXml(path: string, source: ByteSource, depth: number): Promise<FoundImages> {
    if (source.size > LIMITS.metadataBytes) {
      throw new ZarrdropError("limit", `${source.name} is too large for a list of images.`, { file: source.name });
    }
    const text = decodeLeicaXml(await source.read(0, source.size, this.#signal));
    const root = parseLeicaXml(text, source.name);
    const element = childNamed(root, "Element");
    if (element === null) throw corruptLeica(source.name, "it lists nothing");
    const data = childNamed(element, "Data");
    const isExperiment = data !== null && childNamed(data, "Experiment") !== null;
    const tree = findImages(root);
    const own = await Promise.all(
      tree.images.map(async (found): Promise<FoundImage> => {
        const memory = await this.#memoryOf(found.element, path, source.name);
        return { ...found, file: source.name, memory, isPartial: memory?.source.isPartial ?? false };
      }),
    );
    const listed = await this.#readListed(path, element, depth);
    // A collection's name goes before those of its images, an experiment's does not.
    const folder = isExperiment ? "" : `${element.attributes["Name"] ?? ""}/`;
    const below = listed.images.map((image) => ({ ...image, path: folder + image.path }));
    return {
      kind: own.length > 0 ? "xlif" : isExperiment ? "xlef" : "xlcf",
      images: [...own, ...below],
      lifetimeData: [...tree.lifetimeData, ...listed.lifetimeData.map((name) => folder + name)],
    };
  }

  /** The images of the documents that an element lists as its children. A document that was read before is left out. */
  async #readListed(
    path: string,
    element: XmlElement,
    depth: number,
  ): Promise<Pick<FoundImages, "images" | "lifetimeData">> {
    const children = childNamed(element, "Children");
    const references = children === null ? [] : childrenNamed(children, "Reference");
    const names = references.flatMap(({ attributes }) => (attributes["File"] ? [attributes["File"]] : []));
    if (names.length === 0) return { images: [], lifetimeData: [] };
    if (depth >= DEEPEST_LIST) {
      throw new ZarrdropError("limit", `The lists of images that ${path} names are nested too deeply.`, { file: path });
    }
    const found = await mapAtOnce(names, async (named) => ({ named, path: await this.#names.find(path, named) }));
    const fresh = found.filter((each): each is { named: string; path: string } => {
      if (each.path === null) this.missing.push(readableName(each.named));
      else if (!this.files.has(each.path)) {
        this.files.add(each.path);
        return true;
      }
      return false;
    });
    const documents = await mapAtOnce(fresh, async (each) => {
      const source = await this.#directory.open(each.path);
      if (source !== null) return this.read(each.path, source, depth + 1);
      this.missing.push(readableName(each.named));
      return null;
    });
    const there = documents.filter((each) => each !== null);
    return {
      images: there.flatMap(({ images }) => images),
      lifetimeData: there.flatMap(({ lifetimeData }) => lifetimeData),
    };
  }

  /** The memory block of an XLIF file's image: other files, each with some of its bytes. */
  async #memoryOf(
    element: XmlElement,
    path: string,
    file: string,
  ): Promise<(PixelMemory & { source: FramesSource }) | null> {
    const memory = childNamed(element, "Memory");
    const blocks = memory?.children.filter(({ attributes }) => attributes["File"]) ?? [];
    const size = memory === null ? 0 : byteCount(memory, "Size", file);
    if (blocks.length === 0 || size === 0) return null;
    const frames: Frame[] = [];
    const found = await mapAtOnce(blocks, (block) => this.#names.find(path, block.attributes["File"]!));
    for (const [index, block] of blocks.entries()) {
      const frame = found[index]!;
      if (frame === null) {
        this.missing.push(readableName(block.attributes["File"]!));
        continue;
      }
      this.files.add(frame);
      frames.push({ path: frame, offset: byteCount(block, "Offset", file), size: byteCount(block, "Size", file) });
    }
    const samples = frames.every((frame) => isObjectFile(frame.path)) ? "tagged" : "red-first";
    return { source: new FramesSource(file, size, frames, this.#frames), samples };
  }
}

/** The description of a LOF file; older ones have no more than what is inside the element. */
function parseObjectXml(xml: string, file: string): XmlElement {
  if (!/^\s*<Data[\s>]/.test(xml)) return parseLeicaXml(xml, file);
  const root = parseLeicaXml(`<LMSDataContainerHeader><Element>${xml}</Element></LMSDataContainerHeader>`, file);
  const element = descend(root, "Element")!;
  const named = { ...element, attributes: { Name: file.replace(/\.[^.]*$/, "") } };
  return { ...root, children: [named] };
}

function byteCount(element: XmlElement, name: string, file: string): number {
  const value = numberAttribute(element, name);
  if (value !== null && Number.isSafeInteger(value) && value >= 0) return value;
  throw corruptLeica(file, "its list of pixel files holds a number that makes no sense", `${element.name} ${name}`);
}
