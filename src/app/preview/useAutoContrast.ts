import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { OpenImage, ReadingClient } from "../../browser/readingClient.ts";
import { useSession } from "../sessionContext.ts";
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
  const { reading } = useSession();
  const queries = useQueryClient();
  const z = Math.floor(image.sizeZ / 2);
  const shown = view.channels.flatMap((channel, index) => (channel.isVisible ? [index] : []));
  const results = useQueries({
    queries: shown.map((channel) => contrastQuery(reading, source, image, { channel, z, t: 0 })),
  });
  const applied = useRef(new Set<string>());
  useEffect(() => {
    results.forEach(({ data }, at) => {
      const index = shown[at]!;
      const key = `${image.pixelKey} ${index}`;
      if (data === undefined || applied.current.has(key)) return;
      applied.current.add(key);
      const keepsWindow = (image.output.channels[index]?.window ?? null) !== null;
      dispatch({ type: "contrast", index, contrast: data, keepsWindow });
    });
  });
  return async (channel) => {
    const plane = { channel, z: view.z, t: view.t };
    const contrast = await queries.fetchQuery(contrastQuery(reading, source, image, plane)).catch(() => null);
    if (contrast !== null) dispatch({ type: "contrast", index: channel, contrast, keepsWindow: false });
  };
}

function contrastQuery(reading: ReadingClient, source: OpenImage, image: ViewedImage, plane: PlaneIndex) {
  return {
    queryKey: ["contrast", source.id, image.pixelKey, plane],
    queryFn: ({ signal }: { signal: AbortSignal }) => readContrast(reading, source, image, plane, signal),
  };
}
