import { grayFields, tiffBytes } from "../../fixtures/tiffBytes.ts";

/** Pixels of a plane of the fixtures. */
export const PLANE = { width: 6, height: 5 };

/** Value of a pixel of the plane with a number. */
export function planeValue(plane: number, pixel: number): number {
  return (plane * 100 + pixel) & 0xffff;
}

/** How large planes are, what their file says of them in words, and their values where those are not the fixtures'. */
type PlaneLook = {
  width: number;
  height: number;
  description?: string;
  valueAt?: (plane: number, pixel: number) => number;
};

/** A TIFF file of 16-bit planes, one a page. */
export function planeTiff(
  planes: readonly number[],
  { width, height, description, valueAt = planeValue }: PlaneLook = PLANE,
): Uint8Array<ArrayBuffer> {
  const size = width * height * 2;
  const directories = (offset: number) =>
    planes.map((_, page) => ({
      ...grayFields(width, height, 16, offset + page * size),
      ...(description === undefined ? {} : { 270: { type: "ascii" as const, text: description } }),
    }));
  const length = tiffBytes(directories(0)).length;
  const head = tiffBytes(directories(length));
  const file = new Uint8Array(length + planes.length * size);
  file.set(head);
  const view = new DataView(file.buffer);
  for (const [page, plane] of planes.entries()) {
    for (let pixel = 0; pixel < width * height; pixel++) {
      view.setUint16(length + page * size + pixel * 2, valueAt(plane, pixel), true);
    }
  }
  return file;
}

/** Text as the bytes of a file. */
export const textFile = (text: string): Uint8Array => new TextEncoder().encode(text);

/** MetaMorph's stack of planes: one directory, planes one after the other. */
export function planeStack(planes: readonly number[]): Uint8Array<ArrayBuffer> {
  const { width, height } = PLANE;
  const uic = { type: "long" as const, values: [0, 0] };
  const directory = (offset: number) => [{ ...grayFields(width, height, 16, offset), 33628: uic, 33629: uic }];
  const length = tiffBytes(directory(0)).length;
  const pages = planes.map((plane) => planeTiff([plane]).slice(-width * height * 2));
  return Uint8Array.from([...tiffBytes(directory(length)), ...pages.flatMap((page) => [...page])]);
}
