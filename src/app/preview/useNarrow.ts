import { useSyncExternalStore } from "react";

/** Where the page shows one zone at a time. */
const NARROW = "(max-width: 46rem)";

/** Whether there is little room: the page shows one zone at a time. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(NARROW).matches);
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}
