import type { Window } from "./viewedImage.ts";

/** A channel in the metadata of a store. */
export type OmeroChannel = { label?: string; color?: string; window?: Window };

/** What is used of the NGFF attributes of an image, by loaders that hand them out as they are. */
export type NgffAttributes = {
  multiscales: {
    axes: { name: string; unit?: string }[];
    datasets: { coordinateTransformations: { type: string; scale?: number[]; translation?: number[] }[] }[];
  }[];
  omero?: { channels: OmeroChannel[] };
};
