/** An area of a canvas in pixels; `right` and `bottom` are the first column and row outside. */
export type Rectangle = { left: number; top: number; right: number; bottom: number };

/** The common area, or null. */
export function intersection(a: Rectangle, b: Rectangle): Rectangle | null {
  const left = Math.max(a.left, b.left);
  const top = Math.max(a.top, b.top);
  const right = Math.min(a.right, b.right);
  const bottom = Math.min(a.bottom, b.bottom);
  return left < right && top < bottom ? { left, top, right, bottom } : null;
}

/** What remains of an area without a part of it: up to four areas. */
function without(area: Rectangle, part: Rectangle): Rectangle[] {
  const rest: Rectangle[] = [];
  if (part.top > area.top) rest.push({ ...area, bottom: part.top });
  if (part.bottom < area.bottom) rest.push({ ...area, top: part.bottom });
  const { top, bottom } = part;
  if (part.left > area.left) rest.push({ left: area.left, right: part.left, top, bottom });
  if (part.right < area.right) rest.push({ left: part.right, right: area.right, top, bottom });
  return rest;
}

/** A part of an item that nothing above it hides. */
export type VisiblePart<Item> = { item: Item; part: Rectangle };

/** With more open areas than this an area is looked at in two halves: in each there is less to keep track of. */
const MOST_OPEN_AREAS = 256;

/**
 * What is seen of items that lie on each other, the uppermost first, inside an area. Every pixel is in at most one part, so that hidden items
 * need not be decoded and the order of painting does not matter.
 */
export function visibleParts<Item extends { area: Rectangle }>(
  items: readonly Item[],
  area: Rectangle,
): VisiblePart<Item>[] {
  const seen: VisiblePart<Item>[] = [];
  let open = [area];
  for (const item of items) {
    const rest: Rectangle[] = [];
    for (const free of open) {
      const part = intersection(free, item.area);
      if (part === null) {
        rest.push(free);
        continue;
      }
      seen.push({ item, part });
      rest.push(...without(free, part));
    }
    open = rest;
    if (open.length === 0) break;
    if (open.length > MOST_OPEN_AREAS) return halves(area).flatMap((half) => visibleParts(within(items, half), half));
  }
  return seen;
}

function within<Item extends { area: Rectangle }>(items: readonly Item[], area: Rectangle): Item[] {
  return items.filter((item) => intersection(item.area, area) !== null);
}

function halves(area: Rectangle): Rectangle[] {
  if (area.right - area.left > area.bottom - area.top) {
    const middle = Math.floor((area.left + area.right) / 2);
    return [
      { ...area, right: middle },
      { ...area, left: middle },
    ];
  }
  const middle = Math.floor((area.top + area.bottom) / 2);
  return [
    { ...area, bottom: middle },
    { ...area, top: middle },
  ];
}
