import { useState } from "react";
import { Button } from "../parts/Button.tsx";
import { Checkbox } from "../parts/Checkbox.tsx";
import { Icon } from "../parts/Icon.tsx";
import { unitSymbol } from "../stage/scaleBar.ts";
import type { Stage } from "../stage/stage.ts";
import { axisAt, type ViewedImage } from "../stage/viewedImage.ts";
import { AxisSlider } from "./AxisSlider.tsx";
import { ChannelList } from "./ChannelList.tsx";
import type { LabelOverlay } from "./useLabelOverlay.ts";
import { useNarrow } from "./useNarrow.ts";
import { useView } from "./useStage.ts";

type DockProps = { stage: Stage; image: ViewedImage; isSlim: boolean; labels: LabelOverlay };

/** Channels and the axes that are not seen: in one line, or with contrasts. They change the look here, never what is written. */
export function Dock({ stage, image, isSlim, labels }: DockProps) {
  const [choice, setChoice] = useState<{ isOpen: boolean; isSlim: boolean } | null>(null);
  // Where there is little room, contrasts are shown when they are asked for.
  const isNarrow = useNarrow();
  const isOpen = choice !== null && choice.isSlim === isSlim ? choice.isOpen : !isSlim && !isNarrow;
  const isLogarithmic = useView(stage, (view) => view.isLogarithmic);
  const hasContrast = !image.isLabels;
  return (
    <div className="float dock" data-open={isOpen || undefined}>
      <ChannelList stage={stage} image={image} isOpen={isOpen && hasContrast} />
      <div className="dock-line">
        <AxisSliders stage={stage} image={image} />
        {labels.names.length > 0 && (
          <fieldset className="dock-labels">
            <legend className="visually-hidden">Labels over the image</legend>
            {labels.names.map((name) => (
              <Checkbox key={name} isSelected={!labels.hidden.has(name)} onChange={() => labels.toggle(name)}>
                <span className="cut">Labels {name}</span>
              </Checkbox>
            ))}
          </fieldset>
        )}
        {isOpen && hasContrast && (
          <>
            <Button look="quiet" onClick={() => stage.measureAll()}>
              Auto all
            </Button>
            <Button
              look="quiet"
              aria-pressed={isLogarithmic}
              onClick={() => stage.view.dispatch({ type: "logarithmic", isOn: !isLogarithmic })}
            >
              Log counts
            </Button>
          </>
        )}
        {hasContrast && (
          <Button
            look="icon"
            aria-label={isOpen ? "Hide contrasts" : "Show contrasts"}
            aria-expanded={isOpen}
            onClick={() => setChoice({ isOpen: !isOpen, isSlim })}
          >
            <span className="dock-fold" data-open={isOpen || undefined}>
              <Icon name="chevronDown" />
            </span>
          </Button>
        )}
      </div>
    </div>
  );
}

function AxisSliders({ stage, image }: { stage: Stage; image: ViewedImage }) {
  const z = useView(stage, (view) => view.z);
  const t = useView(stage, (view) => view.t);
  const isBusy = (): boolean => stage.status.get().isBusy;
  return (
    <>
      {image.sizeZ > 1 && (
        <AxisSlider
          isBusy={isBusy}
          axis="z"
          index={z}
          length={image.sizeZ}
          place={placeOf(image, "z", z)}
          onChange={(index) => stage.view.dispatch({ type: "slice", z: index })}
        />
      )}
      {image.sizeT > 1 && (
        <AxisSlider
          isBusy={isBusy}
          axis="t"
          index={t}
          length={image.sizeT}
          place={placeOf(image, "t", t)}
          onChange={(index) => stage.view.dispatch({ type: "time", t: index })}
        />
      )}
    </>
  );
}

/** "1.5 µm", or null where the image says no step. */
function placeOf({ output }: ViewedImage, name: string, index: number): string | null {
  const axis = axisAt(output, name);
  const unit = output.axes[axis]?.unit ?? null;
  const step = output.levels[0]?.scale[axis];
  return unit === null || step === undefined ? null : `${Number((index * step).toPrecision(5))} ${unitSymbol(unit)}`;
}
