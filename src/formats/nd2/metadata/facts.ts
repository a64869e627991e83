import type { Loop } from "./loops.ts";
import type { PictureMetadata } from "./pictureMetadata.ts";
import { nodeWith, textField, type VariantNode } from "./variant.ts";

/** Longest text that is handed on. */
const LONGEST = 1000;

/** Items of `SLxImageTextInfo`, texts that the person or the program wrote. */
const TEXT_ITEMS: readonly [item: number, name: string][] = [
  [5, "Description"],
  [4, "Author"],
  [3, "Sample"],
  [9, "Date (local time)"],
];
const DESCRIPTION = 5;
const OPTICS = 13;

/** The text of an item of the file's texts; "" if there is none. */
function textItem(root: VariantNode | null, item: number): string {
  const node = nodeWith(root, `TextInfoItem_${item}`);
  return textField(node, `TextInfoItem_${item}`).trim();
}

/** What the program wrote about the acquisition, for people and with a line of dimensions; "" if there is none. */
export function descriptionText(textInfo: VariantNode | null): string {
  return textItem(textInfo, DESCRIPTION);
}

/** Facts for people: what the image was taken with. */
export function factsOf(
  picture: PictureMetadata,
  loops: readonly Loop[],
  textInfo: VariantNode | null,
  appInfo: VariantNode | null,
): Record<string, string> {
  const facts: Record<string, string> = {};
  const add = (name: string, value: string | number | null): void => {
    if (value !== null && value !== "") facts[name] = String(value).slice(0, LONGEST);
  };
  const { objective } = picture;
  add("Objective", objective.name || textItem(textInfo, OPTICS));
  add("Objective magnification", objective.magnification);
  add("Numerical aperture", objective.aperture);
  add("Refractive index", objective.refractiveIndex);
  add("Zoom", objective.zoom);
  add("Pinhole (µm)", picture.planes.find(({ pinhole }) => pinhole !== null)?.pinhole ?? null);
  add("Camera", picture.camera);
  // Planes stay in the order of the file, as with BioIO.
  if (loops.some((loop) => loop.kind === "z" && loop.topToBottom)) add("Order of planes", "from top to bottom");
  const app = nodeWith(appInfo, "m_VersionString");
  add("Software", [textField(app, "m_SWNameString"), textField(app, "m_VersionString")].join(" ").trim());
  for (const [item, name] of TEXT_ITEMS) add(name, textItem(textInfo, item));
  return facts;
}
