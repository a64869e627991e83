import { LIMITS } from "../../../model/limits.ts";
import { childrenNamed, decodeXmlBytes, parseXml, type XmlElement } from "../../shared/xml.ts";

/**
 * Elements that lead to what is read here. All others (detectors, lasers, regions of interest, histories) are the bulk of these
 * documents, hundreds of kilobytes an image, and are left out of the tree.
 */
const WANTED: ReadonlySet<string> = new Set(
  `LMSDataContainerHeader LMSDataContainerEnhancedHeader ChildrenOf Element Children Reference
  Data Experiment Collection Image SingleMoleculeDetection Memory TimeStampList
  ImageDescription Channels ChannelDescription ChannelProperty Key Value Dimensions DimensionDescription
  Attachment Tile ChannelScalingInfo HardwareSetting ATLConfocalSettingDefinition ATLCameraSettingDefinition
  LDM_Block_Widefield LDM_Block_Widefield_Sequential LDM_Block_Widefield_Sequential_List
  LDM_Block_Sequential LDM_Block_Sequential_Master LDM_Block_Sequential_List
  WideFieldChannelConfigurator WideFieldChannelInfo FilterSetting FilterSettingRecord`.split(/\s+/),
);

/** Attachments that are read; others are kept by name only. */
const ATTACHMENTS: ReadonlySet<string> = new Set([
  "TileScanInfo",
  "ViewerScaling",
  "HardwareSetting",
  "HardwareSettingList",
]);

/**
 * What a Leica document says of its images, as a small tree.
 * @throws those of `parseXml`
 */
export function parseLeicaXml(text: string, file: string): XmlElement {
  // Hundreds of images make long documents, of which little is kept.
  return parseXml(text, file, { skip: isUnwanted, length: LIMITS.metadataBytes });
}

function isUnwanted(name: string, parent: XmlElement): boolean {
  // Blocks of a memory that is kept in other files have many names.
  if (parent.name === "Memory") return false;
  // One for each plane: the first says when the acquisition began.
  if (parent.name === "TimeStampList") return name !== "TimeStamp" || parent.children.length > 0;
  if (parent.name === "Attachment" && !ATTACHMENTS.has(parent.attributes["Name"] ?? "")) return true;
  return !WANTED.has(name);
}

/** The text of an XLIF or XLEF file: UTF-8 or UTF-16, with or without a byte order mark. */
export function decodeLeicaXml(bytes: Uint8Array): string {
  if (bytes[0] === 0x3c && bytes[1] === 0) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0 && bytes[1] === 0x3c) return new TextDecoder("utf-16be").decode(bytes);
  return decodeXmlBytes(bytes);
}

/** The first descendant at the end of a path of names. */
export function descend(element: XmlElement, ...names: string[]): XmlElement | null {
  let found: XmlElement | null = element;
  for (const name of names) {
    found = found?.children.find((child) => child.name === name) ?? null;
  }
  return found;
}

/** The attachment of an image with a name ("TileScanInfo"), or null. */
export function attachment(image: XmlElement, name: string): XmlElement | null {
  return childrenNamed(image, "Attachment").find((each) => each.attributes["Name"] === name) ?? null;
}

/** All descendants with a name, in the order of the document. */
export function* descendants(element: XmlElement, name: string): Generator<XmlElement> {
  for (const child of element.children) {
    if (child.name === name) yield child;
    yield* descendants(child, name);
  }
}

/** A number attribute, or null where it is missing or no number. */
export function numberAttribute(element: XmlElement, name: string): number | null {
  const text = element.attributes[name]?.trim();
  if (text === undefined || text === "") return null;
  const value = Number(text.replace(",", "."));
  return Number.isFinite(value) ? value : null;
}
