import { createContext, useContext, useSyncExternalStore } from "react";
import { ZarrdropError } from "../model/errors.ts";
import type { AppState } from "./state/appState.ts";
import type { QueueItem } from "./state/queue.ts";
import type { Session } from "./state/session.ts";

/** Gives the session to all components. */
export const SessionContext = createContext<Session | null>(null);

/** The session that `main.tsx` made: what components call to do something. Throws `internal` outside of it. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new ZarrdropError("internal", "There is no session around this component.");
  return session;
}

/**
 * A part of the state; the component is rendered again when that part changes. `select` must return the same object for the
 * same state.
 */
export function useApp<Part>(select: (state: AppState) => Part): Part {
  const { store } = useSession();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

/** The item that the person looks at. */
export function useSelectedItem(): QueueItem | null {
  return useApp((state) => state.items.find((item) => item.id === state.selected) ?? null);
}
