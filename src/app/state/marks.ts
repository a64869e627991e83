/** The ids that are marked after a press on an item: with Ctrl or ⌘ it is added or taken away, with Shift all up to it are marked. */
export function marksAfter(
  ids: readonly string[],
  { marked, selected }: { marked: readonly string[]; selected: string | null },
  pressed: { id: string; isToggle: boolean; isRange: boolean },
): string[] {
  const { id, isToggle, isRange } = pressed;
  // What is looked at is the first that is marked.
  const before = marked.length > 0 ? marked : ids.filter((each) => each === selected);
  if (isRange) {
    const [from, to] = [ids.indexOf(before[0] ?? id), ids.indexOf(id)];
    const range = ids.slice(Math.min(from, to), Math.max(from, to) + 1);
    // The range goes out from where it began, however often its end is moved.
    return from <= to ? range : range.toReversed();
  }
  if (!isToggle) return [];
  return before.includes(id) ? before.filter((each) => each !== id) : [...before, id];
}
