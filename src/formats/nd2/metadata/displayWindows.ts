import {
  booleanField,
  childNodes,
  field,
  isNode,
  nodeField,
  nodeWith,
  numberField,
  type VariantNode,
} from "./variant.ts";

/** A range of values that is shown from black to full colour. */
export type DisplayWindow = { start: number; end: number };

/**
 * The display ranges that the person set, one per component (`CustomDataVar|LUTDataV1_0`); null where there are none or they are switched
 * off. A single component has its range one level higher than several.
 */
export function parseDisplayWindows(root: VariantNode | null, components: number): (DisplayWindow | null)[] {
  const owner = nodeWith(root, "m_sLutParam");
  const lut = nodeField(owner, "m_sLutParam");
  const none = Array.from({ length: components }, () => null);
  if (lut === null || booleanField(owner, "m_bViewLut") === false) return none;
  if (components === 1) return [windowOf(lut)];
  const list = field(lut, "sCompLutParam");
  const nodes = isNode(list) ? childNodes(list) : [];
  return none.map((_, component) => windowOf(nodes[component] ?? null));
}

function windowOf(node: VariantNode | null): DisplayWindow | null {
  const start = numberField(node, "uiMinSrc");
  const end = numberField(node, "uiMaxSrc");
  return start === null || end === null || !(start < end) ? null : { start, end };
}
