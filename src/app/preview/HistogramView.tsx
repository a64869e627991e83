import { memo } from "react";
import type { Histogram } from "../stage/histogram.ts";

/** How often values occur, in the colour of a channel. Drawn anew only when they change, not with the contrast. */
export const HistogramView = memo(function HistogramView({
  histogram,
  color,
}: {
  histogram: Histogram | null;
  color: string;
}) {
  const bins = histogram?.bins ?? [];
  const points = bins.map((height, index) => `${(index / Math.max(1, bins.length - 1)) * 100},${30 - height * 28}`);
  return (
    <svg className="histogram" viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <polygon points={`0,30 ${points.join(" ")} 100,30`} fill={color} />
    </svg>
  );
});
