import { keepJson, keptJson } from "./keptJson.ts";

/** How wide the zones beside the picture are, in CSS pixels, and which are open. */
export type KeptLayout = { queue: number; inspector: number; isQueueOpen: boolean; isInspectorOpen: boolean };

const PLACE = "zarrdrop-layout";

/** What was kept on an earlier visit, as far as there is any. */
export function readKeptLayout(): Partial<KeptLayout> {
  const stored = keptJson(PLACE);
  if (typeof stored !== "object" || stored === null) return {};
  const entries = Object.entries(stored).filter(([name, value]) =>
    /^(queue|inspector)$/.test(name)
      ? Number.isFinite(value)
      : /^is(Queue|Inspector)Open$/.test(name) && typeof value === "boolean",
  );
  return Object.fromEntries(entries);
}

/** Keeps it for the next visits, as far as the browser lets it. */
export function writeKeptLayout(layout: KeptLayout): void {
  keepJson(PLACE, layout);
}
