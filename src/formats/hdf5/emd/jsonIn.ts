import { isObject, type JsonObject } from "../../../model/untrustedJson.ts";
import { isAboutContent } from "../../shared/aboutContent.ts";
import type { Hdf5Node } from "../../shared/hdf5/node.ts";
import { firstText } from "../../shared/hdf5/values.ts";

/** The JSON object in a dataset of one text; an empty one for anything else. */
export async function jsonIn(node: Hdf5Node | null, signal: AbortSignal): Promise<JsonObject> {
  try {
    const dataset = node?.dataset() ?? null;
    const isText = dataset !== null && (dataset.type.kind === "text" || dataset.type.kind === "variable-text");
    if (!isText || dataset.shape.length > 1 || (dataset.shape[0] ?? 1) !== 1) return {};
    const value: unknown = JSON.parse(firstText(await dataset.readValues(signal)) ?? "");
    return isObject(value) ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError || isAboutContent(error)) return {};
    throw error;
  }
}
