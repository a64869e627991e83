import type { OutputPlan } from "../../plan/plan.ts";
import { formatShape } from "../figures.ts";
import { axisAt } from "../stage/viewedImage.ts";

/** "1280 × 960 · 7 z": width and height, then what is stacked; of channels it is said elsewhere. */
export function shapeText(output: Pick<OutputPlan, "axes">, shape: readonly number[]): string {
  const lengthOf = (name: string): number => shape[axisAt(output, name)] ?? 1;
  const stacked = output.axes.flatMap(({ name }, index) =>
    /^[xyc]$/i.test(name) || shape[index] === 1 ? [] : [`${shape[index]}\u00a0${name}`],
  );
  return [formatShape([lengthOf("x"), lengthOf("y")]), ...stacked].join(" · ");
}
