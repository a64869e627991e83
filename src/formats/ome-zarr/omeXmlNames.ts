import { isAboutContent } from "../shared/aboutContent.ts";
import { parseXml } from "../shared/xml.ts";

/** Names of the `Image` elements of an OME-XML document, in order; none if the document cannot be read: it only decorates. */
export function imageNamesOf(omeXml: string): (string | null)[] {
  try {
    const root = parseXml(omeXml, "METADATA.ome.xml");
    return root.children.filter((child) => child.name === "Image").map((image) => image.attributes["Name"] || null);
  } catch (error) {
    if (!isAboutContent(error)) throw error;
    return [];
  }
}
