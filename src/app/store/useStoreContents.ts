import type { StoreContents } from "../../plan/storeContents.ts";
import type { StoreToCheck } from "../../protocol/api.ts";
import type { Answer } from "../reads/reads.ts";
import { useRead } from "../reads/useRead.ts";
import { useSession } from "../sessionContext.ts";

/** What is in a store; it is read when it is looked at first. `owner`: what the store belongs to. */
export function useStoreContents(owner: object, store: StoreToCheck): Answer<StoreContents> {
  const { reading } = useSession();
  return useRead({
    owner,
    key: `contents ${store.kind === "written" ? store.storeName : ""}`,
    read: (signal) => reading.storeContents(store, signal),
  });
}
