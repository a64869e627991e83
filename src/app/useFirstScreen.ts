import { useEffect, useState } from "react";
import { flushSync } from "react-dom";

/** Whether the first screen is shown, once it should be or no more: one screen becomes the other in a view transition, where motion is wanted. */
export function useFirstScreen(isWanted: boolean): boolean {
  const [isShown, setIsShown] = useState(isWanted);
  useEffect(() => {
    if (isShown === isWanted) return;
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    // Not every browser has it, whatever the types say.
    if (isStill || !("startViewTransition" in document)) return setIsShown(isWanted);
    const transition = document.startViewTransition(() => flushSync(() => setIsShown(isWanted)));
    // A page that nobody sees has none: the screen is the other one all the same.
    transition.ready.catch(() => {});
  }, [isShown, isWanted]);
  return isShown;
}
