/**
 * Metadata of an ND2 file, whether written as binary "lite variant" or as XML: a tree of named values. Lists are nodes whose items have
 * empty or made-up names; the order is the file's.
 */
export type VariantNode = { readonly items: readonly VariantItem[] };

/** A named value. */
export type VariantItem = readonly [name: string, value: Variant];

/** A value; byte arrays of XML documents are text (base64). */
export type Variant = VariantNode | number | string | boolean | Uint8Array;

/** Deepest nesting that is followed. */
export const VARIANT_DEPTH = 64;

/** Whether a value has values below it. */
export function isNode(value: Variant | undefined): value is VariantNode {
  return typeof value === "object" && !(value instanceof Uint8Array);
}

/** The first value with a name. */
export function field(node: VariantNode | null, name: string): Variant | undefined {
  return node?.items.find(([each]) => each === name)?.[1];
}

/** The first value with a name if it is a node, else null. */
export function nodeField(node: VariantNode | null, name: string): VariantNode | null {
  const value = field(node, name);
  return isNode(value) ? value : null;
}

/** The children of a node that are nodes themselves, in order. */
export function childNodes(node: VariantNode | null): VariantNode[] {
  return (node?.items ?? []).flatMap(([, value]) => (isNode(value) ? [value] : []));
}

/** A value as a finite number, or null. Attributes of old XML documents are text. */
export function numberField(node: VariantNode | null, name: string): number | null {
  return toNumber(field(node, name));
}

/** A value as a whole number from 0 on, or null. */
export function countField(node: VariantNode | null, name: string): number | null {
  const value = numberField(node, name);
  return value !== null && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** A value as text, just as it is; "" if there is none. */
export function textField(node: VariantNode | null, name: string): string {
  const value = field(node, name);
  return typeof value === "string" ? value : "";
}

/** A value as yes or no, or null. */
export function booleanField(node: VariantNode | null, name: string): boolean | null {
  const value = field(node, name);
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return /^(true|1)$/i.test(value.trim());
  return typeof value === "number" ? value !== 0 : null;
}

/** A value as a finite number, or null. */
export function toNumber(value: Variant | undefined): number | null {
  if (typeof value === "boolean") return value ? 1 : 0;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/**
 * A list of flags: bytes, base64 of them, or a node of booleans; null where there is none. (`pItemValid`, `pPeriodValid`: which items of a
 * list count.)
 */
export function flagsField(node: VariantNode | null, name: string): boolean[] | null {
  const value = field(node, name);
  if (value instanceof Uint8Array) return Array.from(value, (byte) => byte !== 0);
  if (typeof value === "string") return base64Flags(value);
  if (!isNode(value)) return null;
  return value.items.map(([, each]) => toNumber(each === "true" ? 1 : each) === 1);
}

function base64Flags(text: string): boolean[] | null {
  const compact = text.replaceAll(/\s/g, "");
  if (compact === "" || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return null;
  try {
    return Array.from(atob(compact), (character) => character !== "\0");
  } catch {
    return null;
  }
}

/**
 * The first node, looking level by level, that has a value of this name: documents wrap what they hold in one to three nodes
 * (`SLxExperiment`, `variant`, `no_name`, …) that differ with the version of the program.
 */
export function nodeWith(root: VariantNode | null, name: string, depth = 6): VariantNode | null {
  let level = root === null ? [] : [root];
  for (let step = 0; step < depth && level.length > 0; step++) {
    const found = level.find((node) => field(node, name) !== undefined);
    if (found !== undefined) return found;
    level = level.flatMap(childNodes);
  }
  return null;
}
