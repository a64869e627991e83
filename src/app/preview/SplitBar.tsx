import { RESAMPLING_METHODS } from "../../plan/settings/settings.ts";
import { formatShape } from "../figures.ts";
import { Segments } from "../parts/Segments.tsx";
import { SelectField } from "../parts/SelectField.tsx";
import { comparisonKey, readComparison } from "./comparison.ts";
import type { ComparisonProps } from "./StageTools.tsx";
import { useStatus, useView } from "./useStage.ts";

/** With what the picture is compared, and how that is shown. Only what differs is offered. */
export function SplitBar({ stage, image, comparison, onCompare, canCompareMethods }: ComparisonProps) {
  const { level } = useStatus(stage);
  const isDifference = useView(stage, (view) => view.isDifference);
  const key = comparisonKey(comparison);
  const others = [
    ...image.levels.map(({ width, height }, other) => ({
      value: comparisonKey({ kind: "level", level: other }),
      label: `Level ${other}: ${formatShape([width, height])}`,
      isSame: other === level,
    })),
    ...RESAMPLING_METHODS.map((method) => ({
      value: comparisonKey({ kind: "method", method }),
      label: `Method: ${method}`,
      isSame: !canCompareMethods || image.levels.length < 2 || method === image.output.resampling.method,
    })),
  ].filter(({ value, isSame }) => !isSame || value === key);
  return (
    <div className="float split-bar">
      <SelectField
        label="Compare with"
        hideLabel
        value={key}
        options={others}
        onChange={(value) => onCompare(readComparison(value))}
      />
      <Segments
        label="Shown as"
        value={isDifference ? "difference" : "handle"}
        options={[
          { value: "handle", label: "Handle" },
          { value: "difference", label: "Difference" },
        ]}
        onChange={(value) => stage.view.dispatch({ type: "difference", isShown: value === "difference" })}
      />
    </div>
  );
}
