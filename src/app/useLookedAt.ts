import { useCallback, useState } from "react";
import type { OpenImage } from "../browser/readingClient.ts";
import type { OutputPlan, Plan } from "../plan/plan.ts";
import type { ResamplingMethod } from "../plan/settings/settings.ts";
import { usePlan } from "./plan/usePlan.ts";
import { useStoredPicture, type StoredPicture } from "./preview/useStoredPicture.ts";
import { useApp } from "./sessionContext.ts";
import { contextFor, planItemFor, type Planned } from "./state/planning.ts";
import type { QueueItem } from "./state/queue.ts";

/** What is looked at of an item. */
export type LookedAt = {
  planned: Planned | null;
  /** The last plan that worked: while a setting is wrong, the picture stays. */
  plan: Plan | null;
  /** Index of the output. */
  viewed: number;
  view: (output: number) => void;
  output: OutputPlan | null;
  /** The same output with another method, or null where that cannot be planned. */
  planMethod: (method: ResamplingMethod) => OutputPlan | null;
  /** What was written, where it is looked at instead. */
  stored: StoredPicture;
};

/** Which output of an item is looked at, as it is planned or as it was stored. */
export function useLookedAt(item: QueueItem, image: OpenImage): LookedAt {
  const shared = useApp((state) => state.settings);
  const stores = useApp((state) => state.stores);
  const planned = usePlan(item);
  const plan = useLastPlan(planned);
  const [wanted, view] = useState(0);
  const { verdict, ownSettings, scenes, run } = item;
  const planMethod = useCallback(
    (downsampleMethod: ResamplingMethod) => {
      const own = { ...(ownSettings ?? shared), downsampleMethod };
      const other = planItemFor({ verdict, scenes, ownSettings: own }, shared, contextFor(own, stores));
      return other?.plan?.outputs[Math.min(wanted, other.plan.outputs.length - 1)] ?? null;
    },
    [verdict, ownSettings, scenes, shared, stores, wanted],
  );
  const stored = useStoredPicture(run.kind === "done" ? run.result : null, wanted, image);
  const viewed = plan === null ? 0 : Math.min(wanted, plan.outputs.length - 1);
  return { planned, plan, viewed, view, output: plan?.outputs[viewed] ?? null, planMethod, stored };
}

function useLastPlan(planned: Planned | null): Plan | null {
  const [last, setLast] = useState<Plan | null>(null);
  const plan = planned?.plan ?? null;
  if (plan !== null && plan !== last) setLast(plan);
  return plan ?? last;
}
