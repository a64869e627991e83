import type { SceneDescription } from "../../model/image.ts";
import { describeRawScene, type RawAxis } from "../shared/describeRaw.ts";
import { rawSceneBlock } from "../shared/rawScene.ts";
import { inSceneOrder, sceneOrder } from "../shared/sceneOrder.ts";
import type { EmiFacts } from "./emi.ts";
import type { Series } from "./series.ts";

/** Steps of a pixel are metres; those of a diffraction pattern, of reciprocal metres, are far larger than any. */
const LARGEST_METRES = 0.01;
const MICROMETRES = 1e6;

/** The axes of a series in the order of the file, the slowest first: those over its elements, then those of an element. */
export function axesOfSeries(series: Series, emi: EmiFacts | null): RawAxis[] {
  const { element, kind } = series;
  const own: RawAxis[] =
    kind === "images"
      ? [lengthAxis("y", element[1]!, emi?.stage.y ?? null), lengthAxis("x", element[0]!, emi?.stage.x ?? null)]
      : [{ letter: "c", length: element[0]!.length }];
  return [...overElements(series, own).toReversed(), ...own];
}

/** Axes over the elements, the fastest first. Places of spectra are an image's x and y; a plain series is one in time. */
function overElements({ axes, recorded, times }: Series, own: readonly RawAxis[]): RawAxis[] {
  const letters = own.map(({ letter }) => letter);
  return axes.flatMap((axis): RawAxis[] => {
    const isPosition = /^position$/i.test(axis.description) && /^met(er|re)s?$/i.test(axis.unit);
    const wanted = isPosition ? (letters.includes("x") && own.length === 2 ? ["m"] : ["x", "y"]) : ["t", "m"];
    const letter = [...wanted, ..."habdefgijk"].find((each) => !letters.includes(each))!;
    letters.push(letter);
    if (letter === "x" || letter === "y") return [lengthAxis(letter, axis, null)];
    // A single image has an axis over its one element.
    if (axis.length === 1 && own.length === 2) return [];
    const step = times === null || recorded < 2 ? null : (times[1] - times[0]) / (recorded - 1);
    return [
      letter === "t" && step !== null && step > 0
        ? { letter, length: axis.length, scale: step, unit: "second" }
        : { letter, length: axis.length },
    ];
  });
}

function lengthAxis(
  letter: string,
  axis: { length: number; delta: number; first: number },
  stage: number | null,
): RawAxis {
  const { length, delta, first } = axis;
  if (!(Math.abs(delta) < LARGEST_METRES)) return { letter, length };
  const scale = Number((Math.abs(delta) * MICROMETRES).toPrecision(15));
  return { letter, length, scale, unit: "micrometer", origin: stage ?? (delta > 0 ? first * MICROMETRES : null) };
}

/** Describes a series. */
export function describeSeries(
  { id, name }: { id: string; name: string },
  series: Series,
  emi: EmiFacts | null,
): SceneDescription {
  const axes = axesOfSeries(series, emi);
  const order = sceneOrder(axes);
  const [energy, more] = series.element;
  const isPattern = series.kind === "images" && Math.abs(energy!.delta) >= LARGEST_METRES;
  return describeRawScene({
    id,
    name,
    axes: inSceneOrder(axes, order),
    dtype: series.dtype,
    blockShape: rawSceneBlock({ shape: axes.map(({ length }) => length), ...order }),
    acquisitionDate: series.times === null ? null : new Date(series.times[0] * 1000).toISOString(),
    facts: {
      ...emi?.facts,
      ...(more === undefined
        ? { "Energy of the first channel": `${energy!.first}`, "Energy per channel": `${energy!.delta}` }
        : {}),
      ...(isPattern ? { "Step in reciprocal metres": `${energy!.delta}` } : {}),
    },
  });
}
