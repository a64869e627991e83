import { isInteger, type DataType } from "../../model/dtype.ts";
import { formatCount } from "../figures.ts";
import type { ChannelView } from "../stage/channelView.ts";
import type { Difference } from "../stage/difference.ts";

/** "Mean difference 41 counts · largest 1208 in “Membrane”", of what is in view; a dash as long as that is not known. */
export function differenceText(
  difference: Difference | null,
  dtype: DataType,
  channels: readonly Pick<ChannelView, "name" | "isVisible">[],
): string {
  if (difference === null) return "Difference in view –";
  if (difference.kind === "labels") {
    if (difference.share === 0) return "No difference in view";
    return `${shortNumber(difference.share * 100)} % of the pixels in view differ`;
  }
  const { mean, largest, channel } = difference;
  if (largest === 0) return "No difference in view";
  const unit = isInteger(dtype) ? " counts" : "";
  const isOne = channels.filter(({ isVisible }) => isVisible).length === 1;
  const where = isOne ? "" : ` in “${channels[channel]?.name ?? ""}”`;
  return `Mean difference in view ${shortNumber(mean)}${unit} · largest ${shortNumber(largest)}${where}`;
}

/** Whole numbers from a hundred on, three digits below. */
function shortNumber(value: number): string {
  if (value >= 100 && value < 1e9) return formatCount(value);
  return String(Number(value.toPrecision(3)));
}
