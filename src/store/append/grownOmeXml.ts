import { LIMITS } from "../../model/limits.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { StoreReader } from "../sink.ts";
import { OME_XML_PATH, type StoreFile } from "../storeMetadata.ts";

/**
 * The OME-XML of a store to which time points were added, saying as many of them as there are now; none where there is no such file, or where
 * it describes several images or says the right number.
 */
export async function grownOmeXml(store: StoreReader, output: OutputPlan): Promise<StoreFile[]> {
  const time = output.axes.findIndex(({ type }) => type === "time");
  const bytes = time < 0 ? null : await store.read(OME_XML_PATH);
  if (bytes === null || bytes.length > LIMITS.metadataBytes) return [];
  const text = new TextDecoder().decode(bytes);
  const [pixels, ...others] = text.matchAll(/<(?:\w+:)?Pixels\s[^>]*>/g);
  if (pixels === undefined || others.length > 0) return [];
  const grown = pixels[0].replace(/(?<=\sSizeT\s*=\s*["'])\d+/, String(output.levels[0]!.shape[time]!));
  if (grown === pixels[0]) return [];
  const after = pixels.index + pixels[0].length;
  return [
    { path: OME_XML_PATH, bytes: new TextEncoder().encode(text.slice(0, pixels.index) + grown + text.slice(after)) },
  ];
}
