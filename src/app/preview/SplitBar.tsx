import { useEffect, useState, useSyncExternalStore } from "react";
import { RESAMPLING_METHODS } from "../../plan/settings/settings.ts";
import { formatShape } from "../figures.ts";
import { Button } from "../parts/Button.tsx";
import { Segments } from "../parts/Segments.tsx";
import { SelectField } from "../parts/SelectField.tsx";
import type { Stage } from "../stage/stage.ts";
import type { ViewedImage } from "../stage/viewedImage.ts";
import { comparisonKey, readComparison } from "./comparison.ts";
import { differenceText } from "./differenceText.ts";
import type { ComparisonProps } from "./StageTools.tsx";
import { useStatus, useView } from "./useStage.ts";

/** Milliseconds for which each of two pictures is seen. */
const BLINK = 700;

/** With what the picture is compared, how that is shown, and by how much they differ. Only what differs is offered. */
export function SplitBar({ stage, image, comparison, onCompare, canCompareMethods }: ComparisonProps) {
  const { level } = useStatus(stage);
  const comparedAs = useView(stage, (view) => view.comparedAs);
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
        value={comparedAs}
        options={[
          { value: "handle", label: "Handle" },
          { value: "blink", label: "Blink" },
          { value: "difference", label: "Difference" },
        ]}
        onChange={(as) => stage.view.dispatch({ type: "comparedAs", as })}
      />
      {comparedAs === "blink" && <Blink stage={stage} />}
      <DifferenceFigures stage={stage} image={image} />
    </div>
  );
}

/** Has two pictures seen in turn: by itself, or where the person wants no movement, by a button. */
function Blink({ stage }: { stage: Stage }) {
  const [isStill] = useState(() => matchMedia("(prefers-reduced-motion: reduce)").matches);
  useEffect(() => {
    if (isStill) return;
    const timer = setInterval(() => stage.view.dispatch({ type: "swap" }), BLINK);
    return () => clearInterval(timer);
  }, [stage, isStill]);
  return isStill ? (
    <Button look="quiet" onClick={() => stage.view.dispatch({ type: "swap" })}>
      Swap
    </Button>
  ) : null;
}

function DifferenceFigures({ stage, image }: { stage: Stage; image: ViewedImage }) {
  const { store } = stage.differences;
  const difference = useSyncExternalStore(store.subscribe, store.get);
  const channels = useView(stage, (view) => view.channels);
  return <p className="split-figures">{differenceText(difference, image.output.dtype, channels)}</p>;
}
