import { useLayoutEffect, useState, type RefObject } from "react";

/** Lists of so many rows and fewer are drawn whole: the browser's own search, and readers that walk through the page, find all of them. */
const DRAWN_WHOLE = 100;

/** Rows beyond what is seen that are drawn, and by how many what is drawn changes. */
const STEP = 10;

/** The rows of a long list that lie near what is seen of it, counted over all its groups; null: all are drawn. */
export type NearRows = { first: number; end: number } | null;

/**
 * Which rows of a list are to be drawn. All rows are equally high, and heads of groups are passed over: they are few, and there are rows to spare.
 * It follows scrolling, and the size of the list and its rows.
 */
export function useNearRows(list: RefObject<HTMLElement | null>, count: number): NearRows {
  const [near, setNear] = useState<{ first: number; end: number }>({ first: 0, end: 3 * STEP });
  const isLong = count > DRAWN_WHOLE;
  useLayoutEffect(() => {
    const element = list.current;
    if (!isLong || element === null) return;
    const look = (): void => {
      // One is always drawn: that which is looked at.
      const height = element.querySelector<HTMLElement>(".queue-item")?.offsetHeight ?? 0;
      if (height === 0) return;
      const first = Math.floor(element.scrollTop / height / STEP) * STEP - 2 * STEP;
      const end = first + (Math.ceil(element.clientHeight / height / STEP) + 4) * STEP;
      setNear((before) => (before.first === first && before.end === end ? before : { first, end }));
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [list, isLong]);
  return isLong ? near : null;
}

/** A part of a list: a row, or so many rows that are not drawn. */
export type RowOrGap<Row> = { row: Row; at: number } | { gap: number; at: number };

/** What is drawn of a group: rows near what is seen and those that are held, and gaps for all others. `start`: rows before it in the list. */
export function rowsAndGaps<Row>(
  rows: readonly Row[],
  start: number,
  near: NearRows,
  isHeld: (row: Row) => boolean,
): RowOrGap<Row>[] {
  const parts: RowOrGap<Row>[] = [];
  for (const [index, row] of rows.entries()) {
    const at = start + index;
    const last = parts.at(-1);
    if (near === null || (at >= near.first && at < near.end) || isHeld(row)) parts.push({ row, at });
    else if (last !== undefined && "gap" in last) last.gap++;
    else parts.push({ gap: 1, at });
  }
  return parts;
}
