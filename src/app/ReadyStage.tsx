import { useMemo, useState, type ReactNode } from "react";
import type { OpenImage } from "../browser/readingClient.ts";
import type { OutputPlan, Plan } from "../plan/plan.ts";
import { PlateView } from "./plate/PlateView.tsx";
import { usePlate, type PlateLook } from "./plate/usePlate.ts";
import { usePlateContrast } from "./plate/usePlateContrast.ts";
import { WellHead } from "./plate/WellHead.tsx";
import { LadderFigure } from "./preview/LadderFigure.tsx";
import { PreviewPane } from "./preview/PreviewPane.tsx";
import type { PlateContrast } from "./stage/contrast.ts";
import type { ChunkWork } from "./stage/chunkWork.ts";
import { ResultBar } from "./run/ResultBar.tsx";
import { SceneStrip } from "./scenes/SceneStrip.tsx";
import { useSceneOutputs } from "./scenes/useSceneOutputs.ts";
import { useApp } from "./sessionContext.ts";
import { settingsOf, type QueueItem } from "./state/queue.ts";
import type { Place } from "./stage/viewState.ts";
import type { LookedAt } from "./useLookedAt.ts";

type ReadyStageProps = {
  item: QueueItem;
  image: OpenImage;
  looked: LookedAt;
  /** What is shown: as it is planned, or as it was stored. */
  output: OutputPlan;
  work: ChunkWork | null;
  /** Where to look; null: nobody asked for a place. */
  place: Place | null;
  problems: ReactNode;
};

/** The picture of a file that is read, or the plate whose fields it has. */
export function ReadyStage({ item, image, looked, output, work, place, problems }: ReadyStageProps) {
  const { run } = item;
  const { stored } = looked;
  const plate = usePlate(image.description, output.scene);
  const outputs = useSceneOutputs(
    image,
    settingsOf(
      item,
      useApp((state) => state.settings),
    ),
  );
  const planned = useLabelsOf(image, output, stored.picture === null ? looked.plan : null);
  const labels = stored.picture?.labels ?? planned;
  // The channels, in the place of the result.
  const [showsDock, setShowsDock] = useState(false);
  const shared = usePlateContrast(image, outputs, plate?.sharesContrast === true ? plate.plate : null);
  const foot = (
    <>
      {problems}
      {plate !== null ? (
        <WellStrip item={item} image={image} looked={looked} outputs={outputs} plate={plate} contrast={shared} />
      ) : (
        image.description.scenes.length > 1 && (
          <SceneStrip item={item} image={image} looked={looked} outputs={outputs} contrast={shared} />
        )
      )}
    </>
  );
  // What was stored is looked at field by field.
  if (plate?.place === "plate" && run.kind !== "done") {
    return (
      <PlateView
        item={item}
        image={image}
        outputs={outputs}
        look={plate}
        contrast={shared}
        onLook={(well) => lookInto({ ...plate, current: well }, item, looked)}
        foot={foot}
      />
    );
  }
  return (
    <PreviewPane
      source={stored.picture?.source ?? image}
      output={output}
      labels={labels}
      contrasts={shared.contrasts}
      work={work}
      place={place}
      figure={<LadderFigure item={item} plan={looked.plan} />}
      planMethod={stored.picture === null ? looked.planMethod : null}
      isSlim={run.kind === "running"}
      aboveDock={foot}
      instead={
        run.kind === "done" && !showsDock ? (
          <ResultBar item={item} result={run.result} stored={stored} onShowDock={() => setShowsDock(true)} />
        ) : null
      }
    />
  );
}

const NO_LABELS: readonly OutputPlan[] = [];

/** The planned labels of an image. */
function useLabelsOf({ description }: OpenImage, { scene }: OutputPlan, plan: Plan | null): readonly OutputPlan[] {
  return useMemo(() => {
    const labels = plan?.outputs.filter((output) => description.scenes[output.scene]?.labelOf?.scene === scene) ?? [];
    return labels.length === 0 ? NO_LABELS : labels;
  }, [plan, description, scene]);
}

type WellStripProps = {
  item: QueueItem;
  image: OpenImage;
  looked: LookedAt;
  outputs: ReadonlyMap<number, OutputPlan>;
  plate: PlateLook;
  contrast: PlateContrast;
};

/** The fields of the current well. */
function WellStrip({ item, image, looked, outputs, plate, contrast }: WellStripProps) {
  const { fields } = plate.current;
  const taken = fields.filter((scene) => item.scenes?.includes(scene) ?? true).length;
  const go = (place: PlateLook["place"]): void => {
    if (place === "field") lookInto(plate, item, looked);
    else plate.go(place);
  };
  const view = (output: number): void => {
    looked.view(output);
    plate.go("field");
  };
  return (
    <SceneStrip
      item={item}
      image={image}
      looked={{ ...looked, view }}
      outputs={outputs}
      contrast={contrast}
      only={fields}
      head={<WellHead look={plate} taken={taken} onGo={item.run.kind === "done" ? null : go} />}
      nameOf={(scene) => `Field ${image.description.plate?.fields[scene]?.field ?? scene + 1}`}
    />
  );
}

/** Shows the first field of a well that is converted; nothing of one that is left out can be looked at. */
function lookInto({ current, point, go }: PlateLook, { scenes }: QueueItem, { plan, view }: LookedAt): void {
  point(current);
  const first = current.fields.find((scene) => scenes?.includes(scene) ?? true);
  const output = plan?.outputs.findIndex((each) => each.scene === first) ?? -1;
  if (first === undefined || output < 0) return;
  view(output);
  go("field");
}
