import { useEffect } from "react";
import { commandOf, type KeyCommand } from "./shortcuts.ts";

/** Kinds of fields in which nothing is typed. */
const NOT_TYPED = new Set(["checkbox", "radio", "range", "color", "button", "file"]);

/**
 * Keys that work wherever the focus is, but for fields in which something is typed and dialogs. Each answers whether it did
 * something: else the key stays the browser's.
 */
export function usePageKeys(handlers: { readonly [Command in KeyCommand<"page">]?: () => boolean }): void {
  useEffect(() => {
    const controller = new AbortController();
    window.addEventListener(
      "keydown",
      (event) => {
        if (event.defaultPrevented || isTyped(event)) return;
        const command = commandOf("page", event);
        if (command !== null && handlers[command]?.() === true) event.preventDefault();
      },
      { signal: controller.signal },
    );
    return () => controller.abort();
  });
}

function isTyped({ target, key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (target instanceof HTMLInputElement) return !NOT_TYPED.has(target.type);
  // A letter chooses among what is offered.
  if (target instanceof HTMLSelectElement) return key.length === 1 && !ctrlKey && !metaKey;
  return target instanceof HTMLTextAreaElement || (target instanceof Element && target.closest("dialog") !== null);
}
