import { useEffect } from "react";
import { useSession } from "../sessionContext.ts";

/** Ctrl+Z (⌘Z) takes back what can be taken back; where something is typed it is the field's own. */
export function useUndoKey(): void {
  const { store } = useSession();
  useEffect(() => {
    const controller = new AbortController();
    window.addEventListener(
      "keydown",
      (event) => {
        const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
        if (!isUndo || isTyped(event.target) || store.get().notice?.kind !== "undo") return;
        event.preventDefault();
        store.dispatch({ type: "undo" });
      },
      { signal: controller.signal },
    );
    return () => controller.abort();
  }, [store]);
}

function isTyped(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
