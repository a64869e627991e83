import { childNamed, childrenNamed, type XmlElement } from "../../shared/xml.ts";

/** An element of a Leica document that is an image. */
export type ImageElement = {
  element: XmlElement;
  /** Names from the project's folders down to the image, joined by "/"; the project's own name is left out. */
  path: string;
};

/** What a document holds: images, in its order, and what looks like one but cannot be read. */
export type ImageTree = {
  images: ImageElement[];
  /** Paths of raw lifetime data: photon streams, which no image can be made of without a model. */
  lifetimeData: string[];
};

/**
 * Finds the images of a document: elements with `Data/Image`, each before those below it, as liffile lists them. In a LIFEXT file, the
 * paths begin with the id of the memory block that they extend.
 */
export function findImages(root: XmlElement): ImageTree {
  const tree: ImageTree = { images: [], lifetimeData: [] };
  for (const element of childrenNamed(root, "Element")) {
    collect(element, nameOf(element), tree);
    for (const child of childrenOf(element)) walk(child, "", tree);
  }
  for (const group of childrenNamed(root, "ChildrenOf")) {
    for (const element of childrenNamed(group, "Element")) walk(element, group.attributes["MemoryBlockID"] ?? "", tree);
  }
  return tree;
}

/** The nesting is bounded by the parser's cap. */
function walk(element: XmlElement, folder: string, tree: ImageTree): void {
  const path = folder === "" ? nameOf(element) : `${folder}/${nameOf(element)}`;
  collect(element, path, tree);
  for (const child of childrenOf(element)) walk(child, path, tree);
}

function collect(element: XmlElement, path: string, tree: ImageTree): void {
  const data = childNamed(element, "Data");
  if (data === null) return;
  if (childNamed(data, "Image") !== null) tree.images.push({ element, path });
  else if (childNamed(data, "SingleMoleculeDetection")?.attributes["IsImage"] === "true") tree.lifetimeData.push(path);
}

function childrenOf(element: XmlElement): readonly XmlElement[] {
  const children = childNamed(element, "Children");
  return children === null ? [] : childrenNamed(children, "Element");
}

function nameOf(element: XmlElement): string {
  return element.attributes["Name"] ?? "";
}
