/** What was seen of one thing, and its size. */
export type Seen = { value: number; size: number };

/** A part of a whole that is like itself, of which some things were seen. */
export type Stratum = {
  seen: readonly Seen[];
  /** All that there are of it, and their size together. */ count: number;
  size: number;
};

/** A total that was worked out from a sample: `deviation` is its standard error, with so many degrees of freedom. */
export type Total = { value: number; deviation: number; freedom: number };

/**
 * The total of a value over strata, by its ratio to the size. What was seen of a stratum wholly is certain. Strata of which too little was seen to know
 * how much it varies are taken together; null where that is too little of the whole as well.
 */
export function totalOfSample(strata: readonly Stratum[]): Total | null {
  const filled = strata.filter(({ count }) => count > 0);
  if (!filled.every(isKnown)) {
    const whole = together(filled);
    return isKnown(whole) ? totalOf(whole) : null;
  }
  const totals = filled.map(totalOf);
  return {
    value: totals.reduce((sum, { value }) => sum + value, 0),
    deviation: Math.hypot(...totals.map(({ deviation }) => deviation)),
    freedom: totals.reduce((sum, { freedom }) => sum + freedom, 0),
  };
}

/**
 * Factor by which a standard error is multiplied so that the truth lies within in 19 of 20 cases: Student's t, by an expansion that is right to 5 %
 * from two degrees of freedom on.
 */
export function studentFactor(freedom: number): number {
  return freedom <= 0 ? 0 : 1.96 + 2.4 / freedom + 3.7 / freedom ** 2;
}

function isKnown({ seen, count }: Stratum): boolean {
  return seen.length >= Math.min(2, count);
}

function together(strata: readonly Stratum[]): Stratum {
  return {
    seen: strata.flatMap(({ seen }) => seen),
    count: strata.reduce((sum, { count }) => sum + count, 0),
    size: strata.reduce((sum, { size }) => sum + size, 0),
  };
}

function totalOf({ seen, count, size }: Stratum): Total {
  const values = seen.reduce((sum, { value }) => sum + value, 0);
  const sizes = seen.reduce((sum, each) => sum + each.size, 0);
  const ratio = sizes === 0 ? 0 : values / sizes;
  const unseen = Math.max(0, 1 - seen.length / count);
  const squares = seen.reduce((sum, { value, size: own }) => sum + (value - ratio * own) ** 2, 0);
  const freedom = unseen === 0 ? 0 : seen.length - 1;
  const variance = freedom === 0 ? 0 : squares / freedom;
  return {
    value: ratio * size,
    deviation: count * Math.sqrt((unseen * variance) / Math.max(1, seen.length)),
    freedom,
  };
}
