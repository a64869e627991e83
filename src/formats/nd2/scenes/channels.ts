import type { ChannelDescription } from "../../../model/image.ts";
import type { DisplayWindow } from "../metadata/displayWindows.ts";
import type { PicturePlane } from "../metadata/pictureMetadata.ts";
import { COLOUR_NAMES } from "../quirks.ts";

/** How the components of a pixel become channels. */
export type ChannelLayout = {
  /** Length of axis c. */
  channels: number;
  /** Length of axis s: 3 where every channel is a colour picture, else 1. */
  samples: number;
};

/** A component of a pixel, and its number among those of its plane. */
type Component = { plane: PicturePlane; index: number };

/**
 * Colour pictures have 3 components per channel. Where channels differ (a colour camera and a monochrome one), each component is a channel of
 * its own, as the nd2 package has it. `planes` 0: not known.
 */
export function channelLayout(components: number, planes: number): ChannelLayout {
  const channels = planes > 0 ? planes : 1;
  return components === channels * 3 ? { channels, samples: 3 } : { channels: components, samples: 1 };
}

/** Describes the channels. `windows` has one entry per component. */
export function describeChannels(
  layout: ChannelLayout,
  planes: readonly PicturePlane[],
  windows: readonly (DisplayWindow | null)[],
  nameOf: (plane: PicturePlane) => string,
): ChannelDescription[] {
  if (layout.samples > 1) {
    return Array.from({ length: layout.channels }, (_, channel) => {
      const plane = planes[channel];
      return { name: (plane && nameOf(plane)) || null, color: null, window: null, emissionWavelengthNanometre: null };
    });
  }
  // Absurd numbers of components belong to no image that was opened.
  const isKnown = planes.reduce((sum, plane) => sum + plane.components, 0) === layout.channels;
  const components = isKnown ? planes.flatMap(componentsOf) : [];
  return Array.from({ length: layout.channels }, (_, channel) => {
    const { plane, index } = components[channel] ?? { plane: null, index: 0 };
    return {
      name: plane === null ? null : componentName(plane, index, nameOf),
      color: plane === null ? null : plane.components === 3 ? COLOUR_HEX[index]! : plane.color,
      window: windows[channel] ?? null,
      emissionWavelengthNanometre: plane?.emission ?? null,
    };
  });
}

const COLOUR_HEX = ["0000FF", "00FF00", "FF0000"];

function componentsOf(plane: PicturePlane): Component[] {
  return Array.from({ length: plane.components }, (_, index) => ({ plane, index }));
}

function componentName(plane: PicturePlane, index: number, nameOf: (plane: PicturePlane) => string): string | null {
  const name = nameOf(plane);
  if (plane.components === 1) return name || null;
  const part = plane.components === 3 ? COLOUR_NAMES[index]! : String(index + 1);
  return name === "" ? part : `${name} ${part}`;
}
