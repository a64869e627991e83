import { useEffect, useLayoutEffect, useMemo, useState, type ReactNode } from "react";
import type { OpenImage } from "../../browser/readingClient.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { pictureKeysText } from "../keys/pictureKeysText.ts";
import { useApp, useSession } from "../sessionContext.ts";
import type { Covered, Size } from "../stage/camera.ts";
import type { ChunkWork } from "../stage/chunkWork.ts";
import type { Contrasts } from "../stage/contrast.ts";
import { tilesOf } from "../stage/imageTiles.ts";
import type { MeasureChunk } from "../stage/chunkMeter.ts";
import { Stage } from "../stage/stage.ts";
import type { OtherPicture } from "../stage/stageFrame.ts";
import type { Picture } from "../stage/stageStatus.ts";
import type { Place } from "../stage/viewState.ts";
import { viewOutput } from "../stage/viewedImage.ts";
import { comparisonOf, differingComparison, type Comparison } from "./comparison.ts";
import { Dock } from "./Dock.tsx";
import { coveredBy, Measured } from "./Measured.tsx";
import { LadderView } from "./LadderView.tsx";
import { SplitBar } from "./SplitBar.tsx";
import { StageTools } from "./StageTools.tsx";
import { StageView } from "./StageView.tsx";
import { useLabelOverlay } from "./useLabelOverlay.ts";
import { useNarrow } from "./useNarrow.ts";
import { useStatus } from "./useStage.ts";

const NOTHING: Size = { width: 0, height: 0 };

type PreviewPaneProps = {
  source: OpenImage;
  output: OutputPlan;
  /** Its labels. */
  labels: readonly OutputPlan[];
  /** Contrasts that it shares with others; null: it has its own. */
  contrasts: Contrasts | null;
  /** The same output with another method, or null where that cannot be planned. */
  planMethod: ((method: OutputPlan["resampling"]["method"]) => OutputPlan | null) | null;
  /** How far its chunks are, where it is converted or was. */
  work: ChunkWork | null;
  /** Where to look, each time it is another one; null: nobody asked for a place. */
  place: Place | null;
  /** Little room for channels: something else is more important now. */
  isSlim: boolean;
  /** Lies above the channels. */
  aboveDock: ReactNode;
  /** Stands beside the levels where there is little room: what they come to. */
  figure: ReactNode;
  /** Lies in the place of the channels; null: they are there. */
  instead: ReactNode;
};

/** Every level of an output before it is written, computed by the code that will write it; the tools lie on the picture. */
export function PreviewPane(props: PreviewPaneProps) {
  const { source, output, labels, contrasts, planMethod, work, place, isSlim, aboveDock, figure, instead } = props;
  const { reading } = useSession();
  const [chosen, setChosen] = useState<Comparison | null>(null);
  const picture = useMemo((): Picture => {
    const image = viewOutput(source.description, output);
    return { image, tiles: tilesOf(reading, source, image) };
  }, [reading, source, output]);
  const [stage] = useState(() => new Stage(picture));
  const { isBright, level } = useStatus(stage);
  const comparison = useMemo(() => differingComparison(picture.image, level, chosen), [picture, level, chosen]);
  const compared = useMemo(
    () => comparisonOf(picture.image, comparison, planMethod),
    [picture, comparison, planMethod],
  );
  const other = useMemo(
    (): OtherPicture | null => compared && { ...compared, tiles: tilesOf(reading, source, compared.image) },
    [compared, reading, source],
  );
  const overlay = useLabelOverlay(source, labels);
  useLayoutEffect(() => stage.show(picture, other, overlay.shown), [stage, picture, other, overlay.shown]);
  useLayoutEffect(() => stage.shareContrasts(contrasts), [stage, contrasts]);
  useLayoutEffect(() => stage.showWork(work), [stage, work]);
  const mayMeasure = useApp(({ job }) => job === null);
  useEffect(() => {
    const measure: MeasureChunk = ({ level: of, region }, signal) =>
      reading.measureChunk(source, { output, level: of, region }, signal);
    stage.measureChunks(mayMeasure ? measure : null);
  }, [stage, reading, source, output, mayMeasure]);
  useLayoutEffect(() => stage.setGround(isBright), [stage, isBright]);
  const [foot, setFoot] = useState(NOTHING);
  const [tools, setTools] = useState(NOTHING);
  const [corner, setCorner] = useState(NOTHING);
  const covered = useMemo((): Covered => coveredBy({ foot, tools, corner }), [foot, tools, corner]);
  useLayoutEffect(() => stage.cover(covered), [stage, covered]);
  useEffect(() => {
    if (place !== null) stage.showPlace(place);
  }, [stage, place]);
  const isNarrow = useNarrow();
  const ladder = (
    <LadderView
      stage={stage}
      image={picture.image}
      work={work}
      direction={isNarrow ? "across" : "up"}
      figure={isNarrow ? figure : null}
    />
  );
  const left = `Level ${level}, ${output.resampling.method}`;
  return (
    <section className="preview" aria-label="Preview" data-stage={isBright ? "bright" : undefined}>
      <StageView
        stage={stage}
        label={`Image ${output.storeName}`}
        covered={covered}
        captions={compared === null ? null : { left, right: compared.caption }}
      />
      <div className="stage-head">
        <Measured className="stage-tools" onSize={setTools}>
          <StageTools
            stage={stage}
            image={picture.image}
            comparison={comparison}
            onCompare={setChosen}
            canFollow={work !== null && work.state !== "over"}
          />
          {comparison !== null && (
            <SplitBar
              stage={stage}
              image={picture.image}
              comparison={comparison}
              onCompare={setChosen}
              canCompareMethods={planMethod !== null}
            />
          )}
        </Measured>
        {!isNarrow && (
          <Measured className="stage-corner" onSize={setCorner}>
            {ladder}
          </Measured>
        )}
      </div>
      <Measured className="stage-foot" onSize={setFoot}>
        {aboveDock}
        {instead ?? <Dock stage={stage} image={picture.image} isSlim={isSlim} labels={overlay} />}
        {isNarrow && ladder}
      </Measured>
      <p id="viewer-keys" className="visually-hidden">
        {pictureKeysText()}
      </p>
    </section>
  );
}
