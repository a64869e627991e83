import { useState } from "react";
import type { StoreValidation, ValidationProgress } from "../../plan/storeValidation.ts";
import type { StoreToCheck } from "../../protocol/api.ts";
import type { ZarrdropError } from "../../model/errors.ts";
import type { Read } from "../reads/reads.ts";
import { useRead } from "../reads/useRead.ts";
import { useSession } from "../sessionContext.ts";

/** How much of a store is decoded. */
export type CheckDepth = "sample" | "whole";

/** The check of a store: what it found, how far it is, and how to begin and stop it. */
export type StoreCheck = {
  /** Null: nobody asked yet. */
  depth: CheckDepth | null;
  result: StoreValidation | null;
  error: ZarrdropError | null;
  isRunning: boolean;
  progress: ValidationProgress | null;
  start: (depth: CheckDepth) => void;
  stop: () => void;
};

/**
 * Checks a store in the reading worker when asked. The result is kept as long as `owner`; a check that nobody looks at any more is stopped.
 * @param owner what the store belongs to: a dropped source, or the result of the run that wrote it
 */
export function useStoreCheck(owner: object, store: StoreToCheck): StoreCheck {
  const { reading, reads } = useSession();
  const [progress, setProgress] = useState<ValidationProgress | null>(null);
  const checkOf = (wanted: CheckDepth): Read<StoreValidation> => ({
    owner,
    key: `check ${wanted} ${store.kind === "written" ? store.storeName : ""}`,
    read: (signal) => reading.validateStore(store, { allChunks: wanted === "whole" }, setProgress, signal),
  });
  const isKnown = (wanted: CheckDepth): boolean => reads.get(checkOf(wanted)).value !== undefined;
  const [depth, setDepth] = useState<CheckDepth | null>(() =>
    isKnown("whole") ? "whole" : isKnown("sample") ? "sample" : null,
  );
  const { value, error, isReading } = useRead(depth === null ? null : checkOf(depth));
  return {
    depth,
    result: value ?? null,
    error,
    isRunning: isReading,
    progress,
    start: (wanted) => {
      setProgress(null);
      if (wanted === depth) reads.again(checkOf(wanted));
      setDepth(wanted);
    },
    stop: () => setDepth(depth === "whole" && isKnown("sample") ? "sample" : null),
  };
}
