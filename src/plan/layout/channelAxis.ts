import type { OutputPlan } from "../plan.ts";

/** The axis along which an output's channels lie, or −1. */
export function channelAxis({ axes }: Pick<OutputPlan, "axes">): number {
  return axes.findIndex(({ type }) => type === "channel");
}
