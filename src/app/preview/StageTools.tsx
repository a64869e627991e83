import { useRef } from "react";
import { downloadBlob } from "../../browser/download.ts";
import { commandOf } from "../keys/shortcuts.ts";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import type { Stage } from "../stage/stage.ts";
import { POINTING_STEPS } from "../stage/stageInput.ts";
import type { ViewedImage } from "../stage/viewedImage.ts";
import { firstComparison, type Comparison } from "./comparison.ts";
import { useStatus, useView } from "./useStage.ts";

/** What the tools of a comparison need. */
export type ComparisonProps = {
  stage: Stage;
  image: ViewedImage;
  comparison: Comparison | null;
  onCompare: (comparison: Comparison | null) => void;
  canCompareMethods: boolean;
};

const ZOOM_STEP = 1.5;

type StageToolsProps = Omit<ComparisonProps, "canCompareMethods"> & {
  /** It is being converted. */
  canFollow: boolean;
};

/** Zoom, grid, comparison, following what is written, and what is kept or shown large. */
export function StageTools({ stage, image, comparison, onCompare, canFollow }: StageToolsProps) {
  const row = useRef<HTMLDivElement>(null);
  const showsGrid = useView(stage, (view) => view.showsGrid);
  const isFollowing = useView(stage, (view) => view.isFollowing);
  const { level } = useStatus(stage);
  const { dispatch } = stage.view;
  const first = firstComparison(image, level);
  return (
    <div ref={row} className="float tools" role="toolbar" aria-label="Picture">
      <Button look="quiet" aria-label="Fit" title="Fit (0)" onClick={() => dispatch({ type: "fit" })}>
        <Icon name="fit" />
        <span className="tool-word">Fit</span>
      </Button>
      <Button
        look="quiet"
        aria-label="Own pixels, 1:1"
        title="Own pixels (1)"
        onClick={() => stage.size !== null && dispatch({ type: "actualSize", view: stage.size, ratio: stage.ratio })}
      >
        1:1
      </Button>
      <Button look="icon" aria-label="Zoom out" title="Zoom out (−)" onClick={() => stage.zoomBy(1 / ZOOM_STEP)}>
        <Icon name="minus" />
      </Button>
      <Button look="icon" aria-label="Zoom in" title="Zoom in (+)" onClick={() => stage.zoomBy(ZOOM_STEP)}>
        <Icon name="plus" />
      </Button>
      <span className="tool-gap" />
      <Button
        look="quiet"
        aria-label="Chunk grid"
        title="Chunk grid (G); arrow keys go from chunk to chunk"
        aria-pressed={showsGrid}
        onKeyDown={(event) => {
          const command = showsGrid ? commandOf("grid", event) : null;
          if (command === null) return;
          event.preventDefault();
          stage.pointOn(POINTING_STEPS[command]);
        }}
        onBlur={() => stage.point(null)}
        onClick={() => dispatch({ type: "grid", isShown: !showsGrid })}
      >
        <Icon name="grid" />
        <span className="tool-word">Grid</span>
      </Button>
      {first !== null && (
        <Button
          look="quiet"
          aria-label="Split"
          title="Two levels or methods beside each other"
          aria-pressed={comparison !== null}
          onClick={() => onCompare(comparison === null ? first : null)}
        >
          <Icon name="split" />
          <span className="tool-word">Split</span>
        </Button>
      )}
      {canFollow && (
        <Button
          look="quiet"
          aria-label="Follow"
          title="Follow what is written (F)"
          aria-pressed={isFollowing}
          onClick={() => dispatch({ type: "follow", isOn: !isFollowing })}
        >
          <Icon name="eye" />
          <span className="tool-word">Follow</span>
        </Button>
      )}
      <span className="tool-gap" />
      <Button look="icon" aria-label="Save view" title="Save view as PNG" onClick={() => saveView(stage, image)}>
        <Icon name="download" />
      </Button>
      {document.fullscreenEnabled && (
        <Button look="icon" aria-label="Full screen" title="Full screen" onClick={() => toggleFullScreen(row.current)}>
          <Icon name="fullScreen" />
        </Button>
      )}
    </div>
  );
}

/** The picture as it is seen, with its scale bar. */
function saveView(stage: Stage, { output }: ViewedImage): void {
  stage.snapshot()?.toBlob((blob) => {
    if (blob !== null) downloadBlob(blob, `${output.storeName.replace(/\.ome\.zarr$/, "")}.png`);
  });
}

/** The preview around an element fills the screen, or does so no more. A browser that refuses leaves it as it is. */
function toggleFullScreen(element: HTMLElement | null): void {
  const change =
    document.fullscreenElement === null ? element?.closest(".preview")?.requestFullscreen() : document.exitFullscreen();
  change?.catch(() => {});
}
