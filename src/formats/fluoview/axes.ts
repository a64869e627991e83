import { lengthUnit, metresPer } from "../../model/units.ts";
import type { Settings } from "./settings.ts";

/** Sections of axes that are looked through. */
const MOST_AXES = 16;

/** What the main file says of an axis by its letter; null where it tells of none. */
export type AxisSettings = {
  unit: string;
  /** How many it says that there are. */
  count: number;
  start: number | null;
  end: number | null;
  /** The step that was asked for; 0 where there is none. */
  interval: number;
};

/** Finds an axis. */
export function axisOf(settings: Settings, letter: string): AxisSettings | null {
  for (let index = 0; index < MOST_AXES; index++) {
    const section = `Axis ${index} Parameters Common`;
    if (settings.text(section, "AxisCode") !== letter) continue;
    return {
      unit: settings.text(section, "UnitName") || settings.text(section, "PixUnit"),
      count: settings.number(section, "MaxSize") ?? 0,
      start: settings.number(section, "StartPosition"),
      end: settings.number(section, "EndPosition"),
      interval: settings.number(section, "Interval") ?? 0,
    };
  }
  return null;
}

/** Micrometres for a length in a unit; null for what is no length, or none above 0. */
export function micrometres(value: number | null, unit: string): number | null {
  const known = lengthUnit(unit);
  const metres = known === null ? null : metresPer(known.name);
  if (value === null || !(value > 0) || known === null || metres === null) return null;
  return Number((value * known.factor * metres * 1e6).toPrecision(12));
}

/** Micrometres from section to section. */
export function sectionStep(axis: AxisSettings | null): number | null {
  if (axis === null) return null;
  return micrometres(axis.interval > 0 ? axis.interval : stepBetween(axis), axis.unit);
}

/** Seconds from time to time: as they passed, or else as they were asked for. */
export function timeStep(axis: AxisSettings | null): number | null {
  if (axis === null || axis.unit !== "ms") return null;
  const step = stepBetween(axis) ?? axis.interval;
  return step > 0 ? Number((step / 1000).toPrecision(12)) : null;
}

/** Nanometres at the wavelength of a number, counted from 0. */
export function wavelengthAt(axis: AxisSettings | null, index: number): number | null {
  const step = axis === null ? null : stepBetween(axis);
  if (axis?.start == null || axis.end === null || step === null || axis.unit !== "nm") return null;
  const value = axis.start + Math.sign(axis.end - axis.start) * step * index;
  return value > 0 ? Number(value.toPrecision(7)) : null;
}

function stepBetween({ start, end, count }: AxisSettings): number | null {
  if (start === null || end === null || count < 2) return null;
  const step = Math.abs(end - start) / (count - 1);
  return step > 0 ? step : null;
}
