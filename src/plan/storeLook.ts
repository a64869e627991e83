import type { PlannedStore } from "./plannedStore.ts";

/** A store that may be in the way of one: its name, and what would be written in its place (null: that is not known). */
export type StoreInTheWay = { storeName: string; wanted: PlannedStore | null };

/** What there is under the name of an output, for who has to decide what becomes of it. Plain JSON. */
export type StoreLook = {
  storeName: string;
  kind: "whole" | "damaged" | "unfinished" | "other";
  /** Of its files; null where that was not looked at. */
  bytes: number | null;
  /** Of an unfinished one, how much of its files are written, from 0 to 1; null where that cannot be told. */
  share: number | null;
  /** Whether its levels, chunks and type are those that would be written; null where that cannot be told. */
  isAlike: boolean | null;
};
