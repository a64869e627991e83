import { useMemo, useSyncExternalStore } from "react";
import type { OutputPlan } from "../../plan/plan.ts";
import { useApp, useSession } from "../sessionContext.ts";
import type { ChunkWork } from "../stage/chunkWork.ts";
import type { QueueItem } from "../state/queue.ts";

/** How far the chunks of an item's output are, by its index in the plan: while it is converted, and of what it came to. Null: nothing is known. */
export function useChunkWork({ id, run }: QueueItem, index: number, output: OutputPlan | null): ChunkWork | null {
  const { written } = useSession().run;
  const isPaused = useApp(({ job }) => job?.isPaused === true);
  const isKnown = run.kind !== "idle" && run.kind !== "waiting" && output !== null;
  const chunks = isKnown ? written.of(id, index, output) : null;
  const state = run.kind !== "running" ? "over" : isPaused ? "resting" : "running";
  return useMemo(() => chunks && { chunks, state }, [chunks, state]);
}

/** Draws the component again when more of the chunks is told. */
export function useToldChunks(work: ChunkWork | null): void {
  useSyncExternalStore(work?.chunks.subscribe ?? NEVER, () => work?.chunks.version ?? 0);
}

const NEVER = (): (() => void) => () => {};
