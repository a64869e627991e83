import { useCallback, useState } from "react";

/** What is looked for in a list: the text in its `FindField`, and whether a thing with such texts is found by it, in whatever case they are written. */
export function useFind() {
  const [wanted, setWanted] = useState("");
  const isFound = useCallback(
    (...texts: readonly string[]): boolean => {
      const word = wanted.trim().toLowerCase();
      return texts.some((text) => text.toLowerCase().includes(word));
    },
    [wanted],
  );
  return { wanted, setWanted, isFound };
}
