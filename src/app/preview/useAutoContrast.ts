import { useEffect, useRef } from "react";
import type { OpenImage, ReadingClient } from "../../browser/readingClient.ts";
import type { Read } from "../reads/reads.ts";
import { useSession } from "../sessionContext.ts";
import type { Contrast } from "./channelView.ts";
import { readContrast } from "./tileReader.ts";
import type { PlaneIndex, ViewedImage } from "./viewedImage.ts";
import type { ViewAction, ViewState } from "./viewState.ts";

/**
 * Gives each channel that is shown a contrast from the data, once; a display range from the file stays. The result measures a
 * channel anew at the plane that is shown.
 */
export function useAutoContrast(
  source: OpenImage,
  image: ViewedImage,
  view: ViewState,
  dispatch: (action: ViewAction) => void,
): (channel: number) => Promise<void> {
  const { reading, reads } = useSession();
  const shown = view.channels.flatMap((channel, index) => (channel.isVisible ? [index] : []));
  const applied = useRef(new Set<string>());
  useEffect(() => {
    const controller = new AbortController();
    const z = Math.floor(image.sizeZ / 2);
    for (const index of shown) {
      const key = `${image.pixelKey} ${index}`;
      if (applied.current.has(key)) continue;
      const read = contrastRead(reading, source, image, { channel: index, z, t: 0 });
      reads.ask(read, controller.signal).then((contrast) => {
        applied.current.add(key);
        const keepsWindow = (image.output.channels[index]?.window ?? null) !== null;
        dispatch({ type: "contrast", index, contrast, keepsWindow });
      }, ignore);
    }
    return () => controller.abort();
    // Which channels are shown, and of which pixels; not the objects that say it.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [reads, reading, source, image.pixelKey, dispatch, shown.join()]);
  return (channel) => {
    const plane = { channel, z: view.z, t: view.t };
    return reads
      .ask(contrastRead(reading, source, image, plane), new AbortController().signal)
      .then((contrast) => dispatch({ type: "contrast", index: channel, contrast, keepsWindow: false }), ignore);
  };
}

/** Without a contrast from the data the picture is still a picture. */
function ignore(): void {}

function contrastRead(
  reading: ReadingClient,
  source: OpenImage,
  image: ViewedImage,
  plane: PlaneIndex,
): Read<Contrast> {
  const { channel, z, t } = plane;
  return {
    owner: source,
    key: `contrast ${channel} ${z} ${t} ${image.pixelKey}`,
    read: (signal) => readContrast(reading, source, image, plane, signal),
  };
}
