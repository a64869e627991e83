import { useEffect } from "react";

/** What can take the focus by the tab key, but for fields in which something is typed: nobody asked for those. */
const FOCUSABLE =
  ":is(button, select, a[href], summary, [tabindex='0'], [type='radio'], [type='checkbox'], [type='range']):not(:disabled, [hidden], [tabindex='-1'])";

/**
 * Keeps the focus in the page: where what had it goes, is hidden or cannot be used any more, it goes on to what is looked at, or what comes first,
 * in the nearest part of the page that is still there. Who uses no pointer would be thrown back to the top of the page each time.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    const controller = new AbortController();
    /** What had the focus last, and all around it. */
    let last: Element[] = [];
    let frame = 0;
    const look = (): void => {
      const [element] = last;
      if (element === undefined || document.activeElement !== document.body) return;
      // Whoever pressed on nothing wants the focus nowhere.
      if (element.isConnected && element.checkVisibility() && !element.matches(":disabled")) return;
      const scope = last.slice(1).find((around) => around.isConnected && nextIn(around) !== null);
      if (scope !== undefined) nextIn(scope)?.focus();
    };
    const observer = new MutationObserver(() => {
      cancelAnimationFrame(frame);
      // Whoever moves the focus by hand comes first.
      frame = requestAnimationFrame(look);
    });
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled", "open"] });
    document.addEventListener(
      "focusin",
      ({ target }) => {
        last = [];
        for (let at = target as Element | null; at !== null; at = at.parentElement) last.push(at);
      },
      { signal: controller.signal },
    );
    return () => {
      controller.abort();
      observer.disconnect();
      cancelAnimationFrame(frame);
    };
  }, []);
}

/** Of the whole page only what belongs to its main part: while that is loaded there is nothing to go to. */
function nextIn(scope: Element): HTMLElement | null {
  const isWhole = scope.querySelector("header") !== null;
  const inside = isWhole ? scope.querySelector("main") : scope;
  const candidates = inside?.querySelectorAll<HTMLElement>(`[aria-current]:is(${FOCUSABLE}), ${FOCUSABLE}`) ?? [];
  const seen = [...candidates].filter((candidate) => candidate.checkVisibility());
  return seen.find((candidate) => candidate.ariaCurrent !== null) ?? seen[0] ?? null;
}
