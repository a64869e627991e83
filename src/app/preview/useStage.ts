import { useSyncExternalStore } from "react";
import type { Stage } from "../stage/stage.ts";
import type { StageStatus } from "../stage/stageStatus.ts";
import type { ViewState } from "../stage/viewState.ts";

/** A part of the view; the component is drawn again when that part changes. `select` gives the same object for the same view. */
export function useView<Part>(stage: Stage, select: (view: ViewState) => Part): Part {
  return useSyncExternalStore(stage.view.subscribe, () => select(stage.view.get()));
}

/** What is to be said of the picture. */
export function useStatus(stage: Stage): StageStatus {
  return useSyncExternalStore(stage.status.subscribe, stage.status.get);
}
