import { useCallback, useSyncExternalStore } from "react";
import { useSession } from "../sessionContext.ts";
import { UNREAD, type Answer, type Read } from "./reads.ts";

/** Has something read as long as the component is drawn; null: not now. */
export function useRead<Value>(read: Read<Value> | null): Answer<Value> {
  const { reads } = useSession();
  const watch = useCallback(
    (watcher: () => void) => (read === null ? () => {} : reads.watch(read, watcher)),
    // What has the same owner and key is the same.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [reads, read?.owner, read?.key],
  );
  return useSyncExternalStore(watch, () => (read === null ? UNREAD : reads.get(read)));
}
