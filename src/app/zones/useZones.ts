import { useState } from "react";
import { readKeptLayout, writeKeptLayout, type KeptLayout } from "../../browser/keptLayout.ts";

/** A zone whose width can be changed. */
export type Zone = "queue" | "inspector";

/** How narrow and how wide a zone can be, and how wide it is at first; CSS pixels. */
export const ZONE_WIDTHS: Readonly<Record<Zone, { least: number; most: number; first: number }>> = {
  queue: { least: 220, most: 420, first: 288 },
  inspector: { least: 300, most: 560, first: 336 },
};

/** Between these the inspector lies over the picture, and the queue is a rail, until they are opened. */
const OVERLAID = "(min-width: 46.01rem) and (max-width: 62rem)";

/** The zones beside the picture, and how to change them. */
export type Zones = {
  layout: KeptLayout;
  resize: (zone: Zone, width: number) => void;
  toggle: (zone: Zone) => void;
};

/** Widths of the zones, and which are open: as they were left. */
export function useZones(): Zones {
  const [layout, setLayout] = useState<KeptLayout>(() => ({
    queue: ZONE_WIDTHS.queue.first,
    inspector: ZONE_WIDTHS.inspector.first,
    isQueueOpen: true,
    isInspectorOpen: true,
    ...readKeptLayout(),
    ...(matchMedia(OVERLAID).matches ? { isInspectorOpen: false, isQueueOpen: false } : {}),
  }));
  const change = (changes: Partial<KeptLayout>): void => {
    const next = { ...layout, ...changes };
    setLayout(next);
    writeKeptLayout(next);
  };
  return {
    layout,
    resize: (zone, width) => {
      const { least, most } = ZONE_WIDTHS[zone];
      change({ [zone]: Math.round(Math.min(most, Math.max(least, width))) });
    },
    toggle: (zone) =>
      change(zone === "queue" ? { isQueueOpen: !layout.isQueueOpen } : { isInspectorOpen: !layout.isInspectorOpen }),
  };
}
