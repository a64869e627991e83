import { formatBytes, formatClock, formatPercent, twoDigits } from "../figures.ts";
import type { ExistingStore } from "../state/appState.ts";

/** "of 2026-11-30 09:05, 27 MiB, complete, with other levels or chunks". */
export function existingText({ kind, bytes, share, isAlike, modified }: ExistingStore): string {
  const parts = [
    ...(modified === null ? [] : [`of ${dateText(new Date(modified))}`]),
    ...(bytes === null ? [] : [formatBytes(bytes)]),
    stateText(kind, share),
    ...(isAlike === null ? [] : [isAlike ? "as it would be written now" : "with other settings"]),
  ];
  return parts.join(", ");
}

function stateText(kind: ExistingStore["kind"], share: number | null): string {
  switch (kind) {
    case "whole":
      return "complete";
    case "damaged":
      return "damaged";
    case "unfinished":
      return share === null ? "unfinished" : `unfinished, ${formatPercent(share, 1)} written`;
    case "other":
      return "no OME-Zarr";
  }
}

function dateText(date: Date): string {
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())} ${formatClock(date)}`;
}
