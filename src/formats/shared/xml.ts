import { SaxesParser } from "saxes";
import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";

/** An element of a parsed XML document. Names are local names: `OME:Image` and `Image` are both "Image". */
export type XmlElement = {
  name: string;
  /** By local name; namespace declarations are left out. */
  attributes: Readonly<Record<string, string>>;
  children: readonly XmlElement[];
  /** The text directly inside the element (CDATA included), in one piece. */
  text: string;
};

/** How a document is read. */
export type XmlOptions = {
  /** Deepest nesting; default `LIMITS.xmlDepth`. */
  depth?: number;
  /** Longest document in characters; default `LIMITS.xmlCharacters`. */
  length?: number;
  /** Most elements; default `LIMITS.xmlElements`. Elements that are left out do not count. */
  elements?: number;
  /** Most attributes; default `LIMITS.xmlAttributes`, which is for those that are kept. */
  attributes?: number;
  /** Says which elements to leave out, with all that is in them: a large document then makes a small tree. */
  skip?: (name: string, parent: XmlElement) => boolean;
  /** Is given each element that is complete, and says whether it has taken it: then the tree is without it, and it does not count. */
  take?: (element: XmlElement) => boolean;
};

type OpenElement = { name: string; attributes: Record<string, string>; children: XmlElement[]; text: string };

/** Characters that XML 1.0 forbids but that instruments write into their metadata; they carry nothing. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about.
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/**
 * Reads a document into a small tree. Document type definitions are refused (they are how entity bombs and outside
 * references come in), so the only entities are the five of XML and character references.
 * @throws `corrupt` for XML that is not well formed or has a DTD; `limit` for one that is too long or too deep, or has
 *   too many elements or attributes
 */
export function parseXml(text: string, file: string, options: XmlOptions = {}): XmlElement {
  const depth = options.depth ?? LIMITS.xmlDepth;
  if (text.length > (options.length ?? LIMITS.xmlCharacters)) {
    throw new ZarrdropError("limit", `The metadata of ${file} is too long to be read.`, { file });
  }
  const elements = options.elements ?? LIMITS.xmlElements;
  let count = 0;
  const open: OpenElement[] = [];
  /** Open elements inside a skipped one, itself included. */
  let skipped = 0;
  const names = new Names();
  let root: XmlElement | null = null;
  const parser = new SaxesParser({ xmlns: false, position: false });
  const attributes = new AttributeCount(file, options.attributes ?? LIMITS.xmlAttributes);
  parser.on("attribute", ({ name }) => attributes.add(name));
  parser.on("error", (error) => {
    throw corruptXml(file, error.message);
  });
  parser.on("doctype", () => {
    throw corruptXml(file, "document type definition");
  });
  parser.on("opentag", (tag) => {
    attributes.endElement();
    if (open.length + skipped >= depth) {
      throw new ZarrdropError("limit", `The metadata of ${file} is nested too deeply.`, { file });
    }
    const parent = open.at(-1);
    if (skipped > 0 || (parent !== undefined && options.skip?.(localName(tag.name), parent) === true)) {
      skipped++;
      return;
    }
    if (++count > elements)
      throw new ZarrdropError("limit", `The metadata of ${file} has too many elements.`, { file });
    open.push({ name: names.local(tag.name), attributes: localAttributes(tag.attributes), children: [], text: "" });
  });
  const addText = (piece: string): void => {
    const element = skipped > 0 ? undefined : open.at(-1);
    if (element !== undefined) element.text += piece;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    if (skipped > 0) {
      skipped--;
      return;
    }
    const element = open.pop();
    if (element === undefined) return;
    if (element.children.length === 0) element.children = NONE;
    const parent = open.at(-1);
    if (parent === undefined) root = element;
    else if (options.take?.(element) === true) count -= 1 + element.children.length;
    else parent.children.push(element);
  });
  parser.write(text.replace(FORBIDDEN, "")).close();
  if (root === null) throw corruptXml(file, "no root element");
  return root;
}

/**
 * The text of an XML document in memory: UTF-16 and UTF-8 by their byte order mark, else UTF-8, else Windows-1252 (what older
 * acquisition programs write, whatever they declare).
 */
export function decodeXmlBytes(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The first child with a name, or null. */
export function childNamed(element: XmlElement, name: string): XmlElement | null {
  return element.children.find((child) => child.name === name) ?? null;
}

/** All children with a name, in order. */
export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** What elements without children share: hundreds of thousands of empty arrays weigh something. */
const NONE: XmlElement[] = [];
Object.freeze(NONE);

/** Names that are kept once for all elements that have them. */
const KEPT_NAMES = 4096;

/** Local names of a document's elements, the same string for the same name. */
class Names {
  readonly #known = new Map<string, string>();

  local(name: string): string {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const local = localName(name);
    if (this.#known.size < KEPT_NAMES) this.#known.set(name, local);
    return local;
  }
}

/** Counts the attributes of a document, those of elements that are left out, too: reading them costs the same. */
class AttributeCount {
  readonly #file: string;
  readonly #most: number;
  readonly #names = new Set<string>();
  #all = 0;
  #ofElement = 0;

  constructor(file: string, most: number) {
    this.#file = file;
    this.#most = most;
  }

  /** @throws {ZarrdropError} limit */
  add(name: string): void {
    this.#names.add(name);
    if (
      ++this.#all > this.#most ||
      ++this.#ofElement > LIMITS.xmlAttributesOfElement ||
      this.#names.size > LIMITS.xmlAttributeNames
    ) {
      throw new ZarrdropError("limit", `The metadata of ${this.#file} has too many attributes.`, { file: this.#file });
    }
  }

  endElement(): void {
    this.#ofElement = 0;
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** An object without a prototype, so that a name such as "__proto__" is a plain entry; one from a constructor takes a third of the memory. */
const Attributes = function () {} as unknown as new () => Record<string, string>; // A class would have a prototype of its own.
Attributes.prototype = Object.freeze(Object.create(null));
const NO_ATTRIBUTES = new Attributes();
Object.freeze(NO_ATTRIBUTES);

function localAttributes(attributes: Record<string, string>): Record<string, string> {
  let result = NO_ATTRIBUTES;
  for (const name in attributes) {
    if (name === "xmlns" || name.startsWith("xmlns:")) continue;
    if (result === NO_ATTRIBUTES) result = new Attributes();
    result[localName(name)] = attributes[name]!;
  }
  return result;
}

function corruptXml(file: string, technical: string): ZarrdropError {
  return new ZarrdropError("corrupt", `The metadata of ${file} is not valid XML.`, { file, technical });
}
