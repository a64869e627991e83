import { RESAMPLING_METHODS } from "../../plan/settings/settings.ts";
import { formatShape } from "../figures.ts";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { SelectField } from "../parts/SelectField.tsx";
import { comparisonKey, readComparison, type Comparison } from "./comparison.ts";
import type { ViewedImage } from "./viewedImage.ts";
import type { ViewAction, ViewState } from "./viewState.ts";

type PreviewToolbarProps = {
  title: string;
  image: ViewedImage;
  view: ViewState;
  shownLevel: number;
  dispatch: (action: ViewAction) => void;
  comparison: Comparison | null;
  onCompare: (comparison: Comparison | null) => void;
  canCompareMethods: boolean;
};

const ZOOM_STEP = 1.5;

/** Level, comparison, grid and zoom. */
export function PreviewToolbar(props: PreviewToolbarProps) {
  const { title, image, view, shownLevel, dispatch, comparison, onCompare, canCompareMethods } = props;
  const zoomBy = (factor: number): void => {
    // The middle of the view stays where it is, whatever its size.
    const extent = document.querySelector(".stage")?.getBoundingClientRect();
    if (extent === undefined) return;
    const size = { width: extent.width, height: extent.height };
    dispatch({ type: "zoom", factor, at: { x: size.width / 2, y: size.height / 2 }, view: size });
  };
  return (
    <div className="preview-toolbar">
      <h2>{title}</h2>
      <SelectField
        label="Pyramid level"
        isInline
        value={String(view.level)}
        options={[
          { value: "auto", label: `By zoom (level ${shownLevel})` },
          ...image.levels.map((level, index) => ({
            value: String(index),
            label: `Level ${index}: ${formatShape([level.width, level.height])}`,
          })),
        ]}
        onChange={(value) => dispatch({ type: "level", level: value === "auto" ? "auto" : Number(value) })}
      />
      <SelectField
        label="Compare with"
        isInline
        value={comparisonKey(comparison)}
        options={[
          { value: "none", label: "nothing" },
          ...image.levels.map((_, level) => ({
            value: comparisonKey({ kind: "level", level }),
            label: `level ${level}`,
          })),
          ...(canCompareMethods && image.levels.length > 1
            ? RESAMPLING_METHODS.filter((method) => method !== image.output.resampling.method).map((method) => ({
                value: comparisonKey({ kind: "method", method }),
                label: method,
              }))
            : []),
        ]}
        onChange={(value) => onCompare(readComparison(value))}
      />
      <div className="preview-buttons">
        <Button
          look="icon"
          aria-label="Chunk grid"
          aria-pressed={view.showsGrid}
          onClick={() => dispatch({ type: "grid", isShown: !view.showsGrid })}
        >
          <Icon name="grid" />
        </Button>
        <Button look="icon" aria-label="Zoom out" onClick={() => zoomBy(1 / ZOOM_STEP)}>
          <Icon name="minus" />
        </Button>
        <Button look="icon" aria-label="Zoom in" onClick={() => zoomBy(ZOOM_STEP)}>
          <Icon name="plus" />
        </Button>
        <Button look="icon" aria-label="Fit" onClick={() => dispatch({ type: "fit" })}>
          <Icon name="fit" />
        </Button>
      </div>
    </div>
  );
}
