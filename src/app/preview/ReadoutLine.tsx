import type { OutputPlan } from "../../plan/plan.ts";
import { cssColor } from "./channelView.ts";
import { formatValue, type Readout } from "./readout.ts";
import { scaleBar } from "./scaleBar.ts";

/** Over the picture: how long a length is, and what is under the cursor. */
export function ReadoutLine({ output, zoom, readout }: { output: OutputPlan; zoom: number; readout: Readout | null }) {
  const x = output.axes.findIndex((axis) => axis.name.toLowerCase() === "x");
  const size = output.levels[0]?.scale[x] ?? 1;
  const bar = scaleBar(size, output.axes[x]?.unit ?? null, zoom);
  return (
    <div className="readout">
      <div className="scale-bar">
        <span style={{ width: bar.length }} />
        {bar.label}
      </div>
      {readout !== null && (
        <p className="readout-values">
          <span>
            x {readout.x}, y {readout.y}
          </span>
          {readout.values.map(({ name, color, value }) => (
            <span key={name} className="readout-value">
              <i style={{ background: cssColor(color) }} />
              {value === null ? "…" : formatValue(value)}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}
