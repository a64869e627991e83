import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { StoreValidation, ValidationProgress } from "../../plan/storeValidation.ts";
import type { StoreToCheck } from "../../protocol/api.ts";
import { asZarrdropError, type ZarrdropError } from "../../model/errors.ts";
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
 * Checks a store in the reading worker when asked. The result is kept as long as the page is open, under `id`; a check that nobody looks
 * at any more is stopped.
 */
export function useStoreCheck(id: string, store: StoreToCheck): StoreCheck {
  const { reading } = useSession();
  const queries = useQueryClient();
  const keyOf = (depth: CheckDepth | null): unknown[] => ["store-check", id, depth];
  const isKnown = (depth: CheckDepth): boolean => queries.getQueryData(keyOf(depth)) !== undefined;
  const [depth, setDepth] = useState<CheckDepth | null>(() =>
    isKnown("whole") ? "whole" : isKnown("sample") ? "sample" : null,
  );
  const [progress, setProgress] = useState<ValidationProgress | null>(null);
  const query = useQuery({
    queryKey: keyOf(depth),
    enabled: depth !== null,
    gcTime: Infinity,
    queryFn: ({ signal }) => reading.validateStore(store, { allChunks: depth === "whole" }, setProgress, signal),
  });
  return {
    depth,
    result: query.data ?? null,
    error: query.error === null ? null : asZarrdropError(query.error),
    isRunning: query.isFetching,
    progress,
    start: (wanted) => {
      setProgress(null);
      setDepth(wanted);
    },
    stop: () => {
      void queries.cancelQueries({ queryKey: keyOf(depth) });
      setDepth(depth === "whole" && isKnown("sample") ? "sample" : null);
    },
  };
}
