import { useRef, useState } from "react";
import { usePageKeys } from "../keys/usePageKeys.ts";

/** The drawer that explains, and the ways to it and from it. */
export type Help = {
  isOpen: boolean;
  toggle: () => void;
  close: () => void;
  /** Takes the button that is always there to open it. */
  takeButton: (element: HTMLButtonElement | null) => void;
  /** Closes it and brings the settings into sight, where there are any. */
  showSettings: () => void;
  /** Takes the way to do that; null: there are none any more. */
  takeSettings: (show: (() => void) | null) => void;
};

/** Opened by its button or its key; closed by these, too. What had the focus before it has it again. */
export function useHelp(): Help {
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement | null>(null);
  const settings = useRef<(() => void) | null>(null);
  const opener = useRef<Element | null>(null);
  const close = (): void => {
    setIsOpen(false);
    // Who went on to something else in the meantime stays there.
    if (document.activeElement?.closest(".help") === null) return;
    const before = opener.current;
    const canHaveFocus = before instanceof HTMLElement && before !== document.body && before.checkVisibility();
    (canHaveFocus ? before : button.current)?.focus();
  };
  const toggle = (): void => {
    if (isOpen) return close();
    opener.current = document.activeElement;
    setIsOpen(true);
  };
  usePageKeys({
    help: () => {
      toggle();
      return true;
    },
    closeHelp: () => {
      if (isOpen) close();
      return isOpen;
    },
  });
  return {
    isOpen,
    toggle,
    close,
    takeButton: (element) => void (button.current = element),
    showSettings: () => settings.current?.(),
    takeSettings: (show) => void (settings.current = show),
  };
}
