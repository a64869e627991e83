import { useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { OpenImage } from "../../browser/readingClient.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { pictureKeysText } from "../keys/pictureKeysText.ts";
import { useApp, useSession } from "../sessionContext.ts";
import type { ChunkWork } from "../stage/chunkWork.ts";
import type { Contrasts } from "../stage/contrast.ts";
import { tilesOf } from "../stage/imageTiles.ts";
import type { MeasureChunk } from "../stage/chunkMeter.ts";
import { Stage } from "../stage/stage.ts";
import type { OtherPicture } from "../stage/stageFrame.ts";
import type { Picture } from "../stage/stageStatus.ts";
import { viewOutput } from "../stage/viewedImage.ts";
import { comparisonOf, differingComparison, type Comparison } from "./comparison.ts";
import { Dock } from "./Dock.tsx";
import { LadderView } from "./LadderView.tsx";
import { SplitBar } from "./SplitBar.tsx";
import { StageTools } from "./StageTools.tsx";
import { StageView } from "./StageView.tsx";
import { useLabelOverlay } from "./useLabelOverlay.ts";
import { useNarrow } from "./useNarrow.ts";
import { useStatus } from "./useStage.ts";

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
  const { source, output, labels, contrasts, planMethod, work, isSlim, aboveDock, figure, instead } = props;
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
  const [foot, setFoot] = useState(0);
  useLayoutEffect(() => stage.setFoot(foot), [stage, foot]);
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
        foot={foot}
        captions={compared === null ? null : { left, right: compared.caption }}
      />
      <div className="stage-head">
        <div className="stage-tools">
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
        </div>
        {!isNarrow && ladder}
      </div>
      <StageFoot onHeight={setFoot}>
        {aboveDock}
        {instead ?? <Dock stage={stage} image={picture.image} isSlim={isSlim} labels={overlay} />}
        {isNarrow && ladder}
      </StageFoot>
      <p id="viewer-keys" className="visually-hidden">
        {pictureKeysText()}
      </p>
    </section>
  );
}

/** What lies at the foot of the picture: scale bar and values are drawn above it, and the whole image fits there. */
function StageFoot({ onHeight, children }: { onHeight: (height: number) => void; children: ReactNode }) {
  const foot = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => onHeight(entry!.borderBoxSize[0]!.blockSize));
    observer.observe(foot.current!);
    return () => observer.disconnect();
  }, [onHeight]);
  return (
    <div ref={foot} className="stage-foot">
      {children}
    </div>
  );
}
