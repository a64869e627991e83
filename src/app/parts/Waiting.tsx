import { useEffect, useState } from "react";

/** Milliseconds that pass before anything is said: quick work must not flicker. */
const DELAY = 500;

/** A sentence about work that takes a while; nothing for the first half second. */
export function Waiting({ text }: { text: string }) {
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsShown(true), DELAY);
    return () => clearTimeout(timer);
  }, []);
  return isShown ? <p className="waiting">{text}</p> : null;
}
