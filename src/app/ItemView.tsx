import { useState } from "react";
import type { OpenImage } from "../browser/readingClient.ts";
import type { ZarrdropError } from "../model/errors.ts";
import { StorePane } from "./check/StorePane.tsx";
import { isStoreSource } from "./check/storeSource.ts";
import { Inspector } from "./inspector/Inspector.tsx";
import { AddedLabelsList } from "./labels/AddedLabelsList.tsx";
import { LogPane } from "./inspector/LogPane.tsx";
import type { OpenTab } from "./inspector/useTab.ts";
import { MetadataPane } from "./metadata/MetadataPane.tsx";
import { Waiting } from "./parts/Waiting.tsx";
import { MissingPlanesCard } from "./plan/MissingPlanesCard.tsx";
import { isOfMissingPlanes } from "./plan/wholeScenes.ts";
import { PlanPane } from "./plan/PlanPane.tsx";
import { PlanProblem } from "./plan/PlanProblem.tsx";
import { useChunkWork } from "./preview/useChunkWork.ts";
import { ReadyStage } from "./ReadyStage.tsx";
import { ErrorCard, RefusalCard } from "./run/ErrorCard.tsx";
import { MissingCard } from "./run/MissingCard.tsx";
import { ResultPane } from "./run/ResultPane.tsx";
import { StoppedAppendCard } from "./run/StoppedAppendCard.tsx";
import { useChangedCount } from "./settings/changedSettings.ts";
import { SettingsPane } from "./settings/SettingsPane.tsx";
import type { Place } from "./stage/viewState.ts";
import type { Planned } from "./state/planning.ts";
import { errorOf, type QueueItem } from "./state/queue.ts";
import { useLookedAt } from "./useLookedAt.ts";
import type { Zones } from "./zones/useZones.ts";

type ItemViewProps = {
  item: QueueItem;
  tab: OpenTab;
  zones: Zones;
  /** Brings the picture into sight where only one zone is. */
  onLook: () => void;
};

/** The selected item: its picture, or why there is none, and the inspector. */
export function ItemView(props: ItemViewProps) {
  const { verdict } = props.item;
  return verdict.kind === "ready" ? <ReadyItem {...props} image={verdict.image} /> : <OtherItem {...props} />;
}

/** What stands between an item and its store. `planned`: what its settings come to; null where it has none yet. */
function Problems({ item, planned }: { item: QueueItem; planned: Planned | null }) {
  const error = errorOf(item);
  const { verdict, run, stoppedAppend } = item;
  return (
    <>
      {error !== null && <ErrorCard item={item} error={error} />}
      {stoppedAppend !== null && (run.kind === "failed" || run.kind === "stopped") && (
        <StoppedAppendCard item={item} stopped={stoppedAppend} />
      )}
      {(verdict.kind === "skipped" || verdict.kind === "companion") && <RefusalCard item={item} verdict={verdict} />}
      {verdict.kind === "missing" && <MissingCard name={item.name} verdict={verdict} />}
      {planned !== null && planned.error !== null && <PlanCard item={item} error={planned.error} />}
    </>
  );
}

function PlanCard({ item, error }: { item: QueueItem; error: ZarrdropError }) {
  const { name, verdict } = item;
  return isOfMissingPlanes(error) && verdict.kind === "ready" ? (
    <MissingPlanesCard item={item} description={verdict.image.description} error={error} />
  ) : (
    <PlanProblem name={name} error={error} />
  );
}

function OtherItem({ item, tab, zones, onLook }: ItemViewProps) {
  const changedSettings = useChangedCount(item);
  const isStore = isStoreSource(item.source);
  const isBeingRead = item.verdict.kind === "checking";
  const nothing = <p className="muted">{isBeingRead ? "It is being read." : "It cannot be read."}</p>;
  return (
    <>
      <div className="zone zone-stage">
        <div className="stage-instead">
          <i className="ladder-place" aria-hidden="true" />
          <Problems item={item} planned={null} />
          {isBeingRead && <Waiting text={`Reading ${item.name}…`} />}
        </div>
      </div>
      <Inspector
        tab={tab}
        zones={zones}
        resultLabel={isStore ? "Check" : "Result"}
        changedSettings={changedSettings}
        panels={{
          plan: (
            <>
              {nothing}
              {!isBeingRead && <AddedLabelsList item={item} />}
            </>
          ),
          settings: <SettingsPane item={item} />,
          metadata: nothing,
          // A check that was begun now would end with this view.
          result: isStore && !isBeingRead ? <StorePane item={item} onLook={onLook} showing={null} /> : nothing,
          log: <LogPane item={item} planned={null} />,
        }}
      />
    </>
  );
}

function ReadyItem({ item, image, tab, zones, onLook }: ItemViewProps & { image: OpenImage }) {
  const looked = useLookedAt(item, image);
  const { planned, plan, output, stored } = looked;
  const changedSettings = useChangedCount(item);
  const shown = stored.picture?.output ?? output;
  const work = useChunkWork(item, stored.picture?.index ?? looked.viewed, shown);
  const { run } = item;
  const [place, setPlace] = useState<Place | null>(null);
  const showing = {
    axes: (stored.picture?.source ?? image).description.scenes[0]?.axes ?? [],
    show: (wanted: Place) => {
      setPlace(wanted);
      onLook();
    },
  };
  const problems = <Problems item={item} planned={planned} />;
  const isStore = image.description.format === "ome-zarr" && isStoreSource(item.source);
  return (
    <>
      <div className="zone zone-stage">
        {shown === null ? (
          <div className="stage-instead">{problems}</div>
        ) : (
          <ReadyStage
            item={item}
            image={image}
            looked={looked}
            output={shown}
            work={work}
            place={place}
            problems={problems}
          />
        )}
      </div>
      <Inspector
        tab={tab}
        zones={zones}
        resultLabel={isStore && run.kind !== "done" ? "Check" : "Result"}
        changedSettings={changedSettings}
        panels={{
          plan: planned !== null && (
            <PlanPane item={item} planned={planned} viewed={looked.viewed} onView={looked.view} work={work} />
          ),
          settings: <SettingsPane item={item} />,
          metadata: <MetadataPane description={image.description} output={output} />,
          result:
            run.kind === "done" ? (
              <ResultPane item={item} result={run.result} stored={stored} showing={showing} />
            ) : isStore ? (
              <StorePane item={item} onLook={onLook} showing={showing} />
            ) : (
              <p className="muted">Nothing is written yet. What becomes of this file is said here when it is stored.</p>
            ),
          log: <LogPane item={item} planned={plan} />,
        }}
      />
    </>
  );
}
