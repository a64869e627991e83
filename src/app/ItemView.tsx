import { useCallback, useState } from "react";
import type { OpenImage } from "../browser/readingClient.ts";
import type { Plan } from "../plan/plan.ts";
import type { ResamplingMethod } from "../plan/settings/settings.ts";
import { StoreCheckCard } from "./check/StoreCheckCard.tsx";
import { isStoreSource } from "./check/storeSource.ts";
import { Waiting } from "./parts/Waiting.tsx";
import { PlanPane } from "./plan/PlanPane.tsx";
import { usePlan } from "./plan/usePlan.ts";
import { StorePreview } from "./preview/StorePreview.tsx";
import { PreviewPane } from "./preview/PreviewPane.tsx";
import { ErrorCard, RefusalCard } from "./run/ErrorCard.tsx";
import { ResultCard } from "./run/ResultCard.tsx";
import { StoppedAppendCard } from "./run/StoppedAppendCard.tsx";
import { SceneGallery } from "./scenes/SceneGallery.tsx";
import { MissingCard } from "./run/MissingCard.tsx";
import { useApp } from "./sessionContext.ts";
import { contextFor, planItemFor, type Planned } from "./state/planning.ts";
import { errorOf, isProblem, settingsOf, type QueueItem } from "./state/queue.ts";

/** Everything about the selected item. */
export function ItemView({ item }: { item: QueueItem }) {
  const error = errorOf(item);
  const { verdict } = item;
  return (
    <>
      <h1 className="visually-hidden">{item.name}</h1>
      {error !== null && <ErrorCard item={item} error={error} />}
      {item.stoppedAppend !== null && (item.run.kind === "failed" || item.run.kind === "stopped") && (
        <StoppedAppendCard item={item} stopped={item.stoppedAppend} />
      )}
      {verdict.kind === "checking" && <Waiting text={`Reading ${item.name}…`} />}
      {(verdict.kind === "skipped" || verdict.kind === "companion") && <RefusalCard item={item} verdict={verdict} />}
      {verdict.kind === "missing" && <MissingCard name={item.name} verdict={verdict} />}
      {isProblem(item) && verdict.kind !== "ready" && isStoreSource(item.source) && (
        <StoreCheckCard owner={item.source} store={{ kind: "dropped", source: item.source }} />
      )}
      {verdict.kind === "ready" && <ReadyItem item={item} image={verdict.image} />}
    </>
  );
}

function ReadyItem({ item, image }: { item: QueueItem; image: OpenImage }) {
  const shared = useApp((state) => state.settings);
  const stores = useApp((state) => state.stores);
  const planned = usePlan(item);
  const plan = useLastPlan(planned);
  const [viewed, setViewed] = useState(0);
  const output = plan?.outputs[Math.min(viewed, plan.outputs.length - 1)] ?? null;
  const { verdict, ownSettings, scenes, run } = item;
  const [openStore, setOpenStore] = useState<string | null>(null);
  const planMethod = useCallback(
    (downsampleMethod: ResamplingMethod) => {
      const own = { ...(ownSettings ?? shared), downsampleMethod };
      const other = planItemFor({ verdict, scenes, ownSettings: own }, shared, contextFor(own, stores));
      return other?.plan?.outputs[Math.min(viewed, other.plan.outputs.length - 1)] ?? null;
    },
    [verdict, ownSettings, scenes, shared, stores, viewed],
  );
  return (
    <>
      {run.kind === "done" && (
        <ResultCard item={item} result={run.result} openStore={openStore} onOpenStore={setOpenStore} />
      )}
      {image.description.scenes.length > 1 && (
        <SceneGallery
          item={item}
          image={image}
          settings={settingsOf(item, shared)}
          viewedScene={output?.scene ?? null}
          onView={(scene) => setViewed(Math.max(0, plan?.outputs.findIndex((each) => each.scene === scene) ?? 0))}
        />
      )}
      {run.kind === "done" && openStore !== null ? (
        <>
          <StorePreview destination={run.result.destination} storeName={openStore} />
          <StoreCheckCard
            key={openStore}
            owner={run.result}
            store={{ kind: "written", destination: run.result.destination, storeName: openStore }}
          />
        </>
      ) : (
        output !== null && <PreviewPane source={image} output={output} planMethod={planMethod} />
      )}
      {openStore === null && image.description.format === "ome-zarr" && isStoreSource(item.source) && (
        <StoreCheckCard owner={item.source} store={{ kind: "dropped", source: item.source }} />
      )}
      {planned !== null && <PlanPane item={item} planned={planned} viewed={viewed} onView={setViewed} />}
    </>
  );
}

/** The last plan that worked: while a setting is wrong, the picture stays. */
function useLastPlan(planned: Planned | null): Plan | null {
  const [last, setLast] = useState<Plan | null>(null);
  const plan = planned?.plan ?? null;
  if (plan !== null && plan !== last) setLast(plan);
  return plan ?? last;
}
