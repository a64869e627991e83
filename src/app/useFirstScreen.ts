import { useEffect, useState } from "react";
import { flushSync } from "react-dom";

/** Whether the first screen is shown, once it should be or no more: one screen becomes the other in a view transition, where motion is wanted. */
export function useFirstScreen(isWanted: boolean): boolean {
  const [isShown, setIsShown] = useState(isWanted);
  // Not every browser has it, whatever the types say.
  const isMoving = "startViewTransition" in document && !matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!isMoving && isShown !== isWanted) setIsShown(isWanted);
  useEffect(() => {
    if (!isMoving || isShown === isWanted) return;
    const transition = document.startViewTransition(() => flushSync(() => setIsShown(isWanted)));
    // A page that nobody sees has none: the screen is the other one all the same.
    transition.ready.catch(() => {});
  }, [isMoving, isShown, isWanted]);
  return isShown;
}
