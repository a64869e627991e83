import { isInteger } from "../../../model/dtype.ts";
import type { ChannelDescription } from "../../../model/image.ts";
import { childrenNamed, type XmlElement } from "../../shared/xml.ts";
import type { ChannelXml } from "./imageXml.ts";
import { attachment, descend, descendants, numberAttribute } from "./leicaXml.ts";

/** Colours of Leica's look-up tables by name, in lower case. */
const COLORS: Readonly<Record<string, string>> = {
  gray: "FFFFFF",
  grey: "FFFFFF",
  red: "FF0000",
  green: "00FF00",
  blue: "0000FF",
  cyan: "00FFFF",
  magenta: "FF00FF",
  yellow: "FFFF00",
  orange: "FF8000",
  violet: "8000FF",
};

/**
 * The channels of an image. `all` are all channels of the document in its order, `wanted` those to describe. A channel is called what
 * BioIO calls it, or after its dye where the document knows it.
 */
export function describeChannels(
  image: XmlElement,
  all: readonly ChannelXml[],
  wanted: readonly ChannelXml[],
): ChannelDescription[] {
  const names = referenceChannelNames(image, all);
  const details = widefieldDetails(image, all.length);
  const scalings = childrenNamed(attachment(image, "ViewerScaling") ?? image, "ChannelScalingInfo");
  return wanted.map((channel) => {
    const index = all.indexOf(channel);
    const dye = channel.properties.get("DyeName") ?? "";
    const isKnown = dye !== "" && dye.toLowerCase() !== "none";
    const emission = details === null ? null : numberAttribute(details[index]!, "EmissionWavelength");
    return {
      name: (isKnown ? dye : names[index]) || null,
      color: COLORS[channel.lutName.trim().toLowerCase()] ?? null,
      window: scalings.length === all.length ? displayWindow(scalings[index]!, channel) : null,
      emissionWavelengthNanometre: emission !== null && emission > 200 && emission < 3000 ? emission : null,
    };
  });
}

/** bioio-lif's channel names: LUT, contrast method and filter cube of a camera's channel, else the name of the look-up table. */
export function referenceChannelNames(image: XmlElement, all: readonly ChannelXml[]): string[] {
  const details = widefieldDetails(image, all.length);
  return all.map((channel, index) => {
    const detail = details?.[index]?.attributes;
    if (detail === undefined) return channel.lutName;
    return [detail["LUT"], detail["ContrastingMethodName"], detail["FluoCubeName"]]
      .map((part) => part ?? "")
      .join("--");
  });
}

/** What a camera system says of its channels, the first ones in the document; null if it says less than there are channels. */
function widefieldDetails(image: XmlElement, count: number): XmlElement[] | null {
  const details: XmlElement[] = [];
  for (const detail of descendants(image, "WideFieldChannelInfo")) {
    details.push(detail);
    if (details.length === count) return details;
  }
  return null;
}

/** Black and white of the display, which are fractions of the values that the bits allow. */
function displayWindow(scaling: XmlElement, channel: ChannelXml): ChannelDescription["window"] {
  const black = numberAttribute(scaling, "BlackValue");
  const white = numberAttribute(scaling, "WhiteValue");
  if (black === null || white === null || !isInteger(channel.dtype) || channel.bits > 32) return null;
  if (!(black >= 0 && black < white && white <= 1)) return null;
  const most = 2 ** channel.bits - 1;
  const start = Math.round(black * most);
  const end = Math.round(white * most);
  return start < end ? { start, end } : null;
}

/** When the first plane was taken, as ISO 8601; null where the document does not say. */
export function acquisitionDate(image: XmlElement): string | null {
  const list = descend(image, "TimeStampList");
  if (list === null) return null;
  const [first] = list.text.trimStart().split(/\s/, 1);
  if (first !== undefined && /^[0-9a-f]{1,16}$/i.test(first)) return dateOfFileTime(BigInt(`0x${first}`));
  const stamp = descend(list, "TimeStamp");
  const high = stamp === null ? null : numberAttribute(stamp, "HighInteger");
  const low = stamp === null ? null : numberAttribute(stamp, "LowInteger");
  const isWhole = (value: number | null): value is number => Number.isInteger(value) && value! >= 0 && value! < 2 ** 32;
  return isWhole(high) && isWhole(low) ? dateOfFileTime((BigInt(high) << 32n) | BigInt(low)) : null;
}

/** Windows file times count 100 ns from the year 1601. */
function dateOfFileTime(time: bigint): string | null {
  const milliseconds = Number(time / 10_000n) - 11_644_473_600_000;
  // Clocks that were never set, and nonsense.
  if (milliseconds < 0 || milliseconds > 7_258_118_400_000) return null;
  return new Date(milliseconds).toISOString();
}
