import type { DragEvent, HTMLAttributes } from "react";
import { useSession } from "../sessionContext.ts";

/** What tells a row that is moved from files that are dropped. */
const TYPE = "application/x-zarrdrop-item";

/** Lets a row be dragged before another; with what is marked, if it is. The keys do the same (Alt and the arrows). */
export function useRowDrag(id: string): HTMLAttributes<HTMLElement> & { draggable: true } {
  const { store } = useSession();
  const isRow = (event: DragEvent): boolean => event.dataTransfer.types.includes(TYPE);
  return {
    draggable: true,
    onDragStart: (event) => {
      event.dataTransfer.setData(TYPE, id);
      event.dataTransfer.effectAllowed = "move";
    },
    onDragOver: (event) => {
      if (isRow(event)) event.preventDefault();
    },
    onDrop: (event) => {
      if (!isRow(event)) return;
      event.preventDefault();
      const moved = event.dataTransfer.getData(TYPE);
      const { marked } = store.get();
      store.dispatch({ type: "moveBefore", ids: marked.includes(moved) ? marked : [moved], before: id });
    },
  };
}
