import { RESAMPLING_METHODS } from "../../plan/settings/settings.ts";
import { formatShape } from "../figures.ts";
import { Button } from "../parts/Button.tsx";
import { Checkbox } from "../parts/Checkbox.tsx";
import { Icon } from "../parts/Icon.tsx";
import { SelectField } from "../parts/SelectField.tsx";
import { comparisonKey, readComparison, type Comparison } from "./comparison.ts";
import type { Stage } from "../stage/stage.ts";
import type { ViewedImage } from "../stage/viewedImage.ts";
import { useStatus, useView } from "./useStage.ts";

type PreviewToolbarProps = {
  title: string;
  image: ViewedImage;
  stage: Stage;
  comparison: Comparison | null;
  onCompare: (comparison: Comparison | null) => void;
  canCompareMethods: boolean;
};

const ZOOM_STEP = 1.5;

/** Level, comparison, grid and zoom. */
export function PreviewToolbar(props: PreviewToolbarProps) {
  const { title, image, stage, comparison, onCompare, canCompareMethods } = props;
  const level = useView(stage, (view) => view.level);
  const showsGrid = useView(stage, (view) => view.showsGrid);
  const isDifference = useView(stage, (view) => view.isDifference);
  const { level: shownLevel } = useStatus(stage);
  const { dispatch } = stage.view;
  const others = [
    ...image.levels.map((_, other) => ({
      value: comparisonKey({ kind: "level", level: other }),
      label: `level ${other}`,
      isSame: other === level,
    })),
    ...RESAMPLING_METHODS.map((method) => ({
      value: comparisonKey({ kind: "method", method }),
      label: method,
      isSame: !canCompareMethods || method === image.output.resampling.method,
    })),
  ].filter(({ value, isSame }) => image.levels.length > 1 && (!isSame || value === comparisonKey(comparison)));
  return (
    <div className="preview-toolbar">
      <h2>{title}</h2>
      <SelectField
        label="Pyramid level"
        isInline
        value={String(level)}
        options={[
          { value: "auto", label: `By zoom (level ${shownLevel})` },
          ...image.levels.map(({ width, height }, index) => ({
            value: String(index),
            label: `Level ${index}: ${formatShape([width, height])}`,
          })),
        ]}
        onChange={(value) => dispatch({ type: "level", level: value === "auto" ? "auto" : Number(value) })}
      />
      {others.length > 0 && (
        <SelectField
          label="Compare with"
          isInline
          value={comparisonKey(comparison)}
          options={[{ value: "none", label: "nothing" }, ...others]}
          onChange={(value) => onCompare(readComparison(value))}
        />
      )}
      {comparison !== null && (
        <Checkbox isSelected={isDifference} onChange={(isShown) => dispatch({ type: "difference", isShown })}>
          Difference
        </Checkbox>
      )}
      <div className="preview-buttons">
        <Button
          look="icon"
          aria-label="Chunk grid"
          aria-pressed={showsGrid}
          onClick={() => dispatch({ type: "grid", isShown: !showsGrid })}
        >
          <Icon name="grid" />
        </Button>
        <Button look="icon" aria-label="Zoom out" onClick={() => stage.zoomBy(1 / ZOOM_STEP)}>
          <Icon name="minus" />
        </Button>
        <Button look="icon" aria-label="Zoom in" onClick={() => stage.zoomBy(ZOOM_STEP)}>
          <Icon name="plus" />
        </Button>
        <Button look="icon" aria-label="Fit" onClick={() => dispatch({ type: "fit" })}>
          <Icon name="fit" />
        </Button>
      </div>
    </div>
  );
}
