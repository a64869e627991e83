import type { ChannelView } from "./channelView.ts";
import type { Look } from "./frame.ts";
import type { ViewedImage } from "./viewedImage.ts";

/** How labels of an image are shown over it: in the colours of their numbers, and the image is seen through them. */
const OVER: ChannelView = {
  name: "",
  color: [1, 1, 1],
  table: null,
  opacity: 0.45,
  isVisible: true,
  isMeasured: true,
  start: 0,
  end: 1,
  minimum: 0,
  maximum: 1,
};

/** What is looked at of labels when so much is looked at of their image: an axis that they lack has one place. */
export function lookAtLabels(look: Look, { levels, sizeZ, sizeT }: ViewedImage): Look {
  return {
    ...look,
    level: Math.min(look.level, levels.length - 1),
    z: Math.min(look.z, sizeZ - 1),
    t: Math.min(look.t, sizeT - 1),
    channels: [OVER],
  };
}
