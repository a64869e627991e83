import { STORE_ENDING } from "../layout/storeNames.ts";

/** The reference's base: the name without one ending, as Python's `Path.stem` (R9.1). */
export function referenceBase(fileName: string): string {
  const dot = fileName.lastIndexOf(".");
  return dot > 0 && dot < fileName.length - 1 ? fileName.slice(0, dot) : fileName;
}

/** The reference's name of a store: nine characters replaced, nothing else. */
export function referenceStoreName(base: string): string {
  return base.replace(/[<>:"/\\|?*]/g, "_") + STORE_ENDING;
}
