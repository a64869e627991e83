import { decodeXmlBytes, parseXml, type XmlElement } from "../../shared/xml.ts";
import { type Variant, VARIANT_DEPTH, type VariantItem, type VariantNode } from "./variant.ts";

/** Attributes that say what an element is, not what it holds. */
const STRUCTURAL = new Set(["runtype", "version", "value"]);

/**
 * Decodes metadata in NIS-Elements' XML form (chunks of version 2 files, boxes of version 1 files, some chunks of all
 * files): `<uiWidth runtype="lx_uint32" value="512"/>`, lists as elements without a value. Other attributes become
 * values too: old documents keep everything in them.
 * @throws `corrupt`, `limit`
 */
export function decodeVariantXml(bytes: Uint8Array, file: string): VariantNode {
  const root = parseXml(textOf(bytes), file, { depth: VARIANT_DEPTH });
  const value = toVariant(root);
  return typeof value === "object" && !(value instanceof Uint8Array) ? value : { items: [[root.name, value]] };
}

/** Documents often end with NULs, and some are UTF-16 without a byte order mark. */
function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0x3c && bytes[1] === 0) return new TextDecoder("utf-16le").decode(bytes);
  return decodeXmlBytes(bytes);
}

function toVariant(element: XmlElement): Variant {
  const { attributes, children } = element;
  const value = attributes["value"];
  if (value !== undefined) return scalar(value, attributes["runtype"]);
  const items: VariantItem[] = [];
  for (const [name, text] of Object.entries(attributes)) if (!STRUCTURAL.has(name)) items.push([name, text]);
  for (const child of children) items.push([child.name, toVariant(child)]);
  const text = element.text.trim();
  return items.length === 0 && text !== "" ? text : { items };
}

function scalar(value: string, type: string | undefined): Variant {
  switch (type) {
    case "bool":
      return /^(true|1)$/i.test(value);
    case "lx_int32":
    case "lx_uint32":
    case "lx_int64":
    case "lx_uint64":
    case "double":
    case "float": {
      const number = Number(value);
      return value.trim() === "" || Number.isNaN(number) ? value : number;
    }
    default:
      return value;
  }
}
