import { ErrorCard, RefusalCard } from "./run/ErrorCard.tsx";
import { PlanPane } from "./plan/PlanPane.tsx";
import { PreviewPane } from "./preview/PreviewPane.tsx";
import { ResultCard } from "./run/ResultCard.tsx";
import { SceneGallery } from "./scenes/SceneGallery.tsx";
import type { QueueItem } from "./state/queue.ts";
import { errorOf } from "./state/queue.ts";
import { Waiting } from "./parts/Waiting.tsx";
import { usePlan } from "./plan/usePlan.ts";

/** Everything about the selected item. */
export function ItemView({ item }: { item: QueueItem }) {
  const planned = usePlan(item);
  const error = errorOf(item);
  const { verdict } = item;
  return (
    <>
      <h1 className="visually-hidden">{item.name}</h1>
      {error !== null && <ErrorCard item={item} error={error} />}
      {verdict.kind === "checking" && <Waiting text={`Reading ${item.name}…`} />}
      {(verdict.kind === "skipped" || verdict.kind === "companion") && <RefusalCard item={item} verdict={verdict} />}
      {item.run.kind === "done" && <ResultCard item={item} result={item.run.result} />}
      {verdict.kind === "ready" && (
        <>
          <SceneGallery item={item} image={verdict.image} />
          <PreviewPane item={item} image={verdict.image} planned={planned} />
          <PlanPane item={item} planned={planned} />
        </>
      )}
    </>
  );
}
