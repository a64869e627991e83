/** Something that is to be done at a time, in milliseconds of the stopped clock. */
type Timer = { at: number; number: number; act: () => void };

let now = 0;
let numbers = 0;
const timers = new Map<number, Timer>();

/** From now on timers go by a clock that stands still until somebody advances it. */
export function stopClock(): void {
  Object.assign(globalThis, {
    setTimeout: (act: () => void, milliseconds = 0): number => {
      const number = ++numbers;
      timers.set(number, { at: now + milliseconds, number, act });
      return number;
    },
    clearTimeout: (number: number): void => void timers.delete(number),
  });
}

/** Advances the clock to the next timer and has that done. How many milliseconds that were; null: there is none. */
export function advanceClock(): number | null {
  const next = [...timers.values()].toSorted((a, b) => a.at - b.at || a.number - b.number)[0];
  if (next === undefined) return null;
  timers.delete(next.number);
  const passed = next.at - now;
  now = next.at;
  next.act();
  return passed;
}

/** Forgets the timers of what ran before. */
export function clearClock(): void {
  timers.clear();
}
