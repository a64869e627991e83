import { memo, useLayoutEffect, useMemo, useState } from "react";
import type { OpenImage } from "../../browser/readingClient.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { useSession } from "../sessionContext.ts";
import { tilesOf } from "../stage/imageTiles.ts";
import { Stage, type OtherPicture } from "../stage/stage.ts";
import type { Picture } from "../stage/stageStatus.ts";
import { viewOutput } from "../stage/viewedImage.ts";
import { AxisSlider } from "./AxisSlider.tsx";
import { ChannelControls } from "./ChannelControls.tsx";
import { comparisonOf, type Comparison } from "./comparison.ts";
import { PreviewToolbar } from "./PreviewToolbar.tsx";
import { StageView } from "./StageView.tsx";
import { useStatus, useView } from "./useStage.ts";

type PreviewPaneProps = {
  /** Heading, where it is not what will be written. */
  title?: string;
  source: OpenImage;
  output: OutputPlan;
  /** The same output with another method, or null where that cannot be planned. */
  planMethod: ((method: OutputPlan["resampling"]["method"]) => OutputPlan | null) | null;
};

/** Every level of an output before it is written, computed by the code that will write it. A running conversion does not draw it anew. */
export const PreviewPane = memo(function PreviewPane({
  title = "Preview",
  source,
  output,
  planMethod,
}: PreviewPaneProps) {
  const { reading } = useSession();
  const [comparison, setComparison] = useState<Comparison | null>(null);
  const picture = useMemo((): Picture => {
    const image = viewOutput(source.description, output);
    return { image, tiles: tilesOf(reading, source, image) };
  }, [reading, source, output]);
  const compared = useMemo(
    () => comparisonOf(picture.image, comparison, planMethod),
    [picture, comparison, planMethod],
  );
  const other = useMemo(
    (): OtherPicture | null => compared && { ...compared, tiles: tilesOf(reading, source, compared.image) },
    [compared, reading, source],
  );
  const [stage] = useState(() => new Stage(picture));
  useLayoutEffect(() => stage.show(picture, other), [stage, picture, other]);
  return (
    <section className="card preview" aria-label="Preview">
      <PreviewToolbar
        title={title}
        image={picture.image}
        stage={stage}
        comparison={comparison}
        onCompare={setComparison}
        canCompareMethods={planMethod !== null}
      />
      <div className="stages">
        <ComparedStage stage={stage} picture={picture} caption={compared?.caption ?? null} />
      </div>
      <div className="preview-controls">
        <Sliders stage={stage} picture={picture} />
        <ChannelControls stage={stage} image={picture.image} />
      </div>
      <p id="viewer-keys" className="visually-hidden">
        Arrow keys move the image, plus and minus zoom, 0 shows all of it, 1 shows its own pixels, page up and page down
        change the slice, G shows the chunk grid.
      </p>
    </section>
  );
});

function ComparedStage({ stage, picture, caption }: { stage: Stage; picture: Picture; caption: string | null }) {
  const { level } = useStatus(stage);
  const { output } = picture.image;
  const left = `Level ${level}, ${output.resampling.method}`;
  return (
    <StageView
      stage={stage}
      label={`Image ${output.storeName}`}
      captions={caption === null ? null : { left, right: caption }}
    />
  );
}

function Sliders({ stage, picture: { image } }: { stage: Stage; picture: Picture }) {
  const z = useView(stage, (view) => view.z);
  const t = useView(stage, (view) => view.t);
  return (
    <>
      {image.sizeZ > 1 && (
        <AxisSlider
          axis="Z"
          index={z}
          length={image.sizeZ}
          onChange={(index) => stage.view.dispatch({ type: "slice", z: index })}
        />
      )}
      {image.sizeT > 1 && (
        <AxisSlider
          axis="T"
          index={t}
          length={image.sizeT}
          onChange={(index) => stage.view.dispatch({ type: "time", t: index })}
        />
      )}
    </>
  );
}
