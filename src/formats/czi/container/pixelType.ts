import { type DataType, itemSize, lanes } from "../../../model/dtype.ts";

/** What a sub-block's pixels are (ZISRAW specification, pixel types). */
export type PixelType = {
  /** As the specification names it. */
  name: string;
  dtype: DataType;
  samples: 1 | 3 | 4;
};

/** By the number in the file. Several samples are stored as blue, green, red (and alpha). */
const PIXEL_TYPES: ReadonlyMap<number, PixelType> = new Map<number, PixelType>([
  [0, { name: "Gray8", dtype: "uint8", samples: 1 }],
  [1, { name: "Gray16", dtype: "uint16", samples: 1 }],
  [2, { name: "Gray32Float", dtype: "float32", samples: 1 }],
  [3, { name: "Bgr24", dtype: "uint8", samples: 3 }],
  [4, { name: "Bgr48", dtype: "uint16", samples: 3 }],
  [8, { name: "Bgr96Float", dtype: "float32", samples: 3 }],
  [9, { name: "Bgra32", dtype: "uint8", samples: 4 }],
  [10, { name: "Gray64ComplexFloat", dtype: "complex64", samples: 1 }],
  [11, { name: "Bgr192ComplexFloat", dtype: "complex64", samples: 3 }],
  // The specification leaves the sign open; counts are not negative.
  [12, { name: "Gray32", dtype: "uint32", samples: 1 }],
  [13, { name: "Gray64Float", dtype: "float64", samples: 1 }],
]);

/** The pixel type of a number, or null for one that is not known. */
export function pixelTypeOf(code: number): PixelType | null {
  return PIXEL_TYPES.get(code) ?? null;
}

/** Bytes of a pixel with all its samples. */
export function pixelBytes(type: PixelType): number {
  return itemSize(type.dtype) * type.samples;
}

/** Array elements of a pixel with all its samples. */
export function pixelElements(type: PixelType): number {
  return lanes(type.dtype) * type.samples;
}

/** Types that hold all values of those before them, in this order. */
const WIDENING: readonly DataType[] = ["uint8", "uint16", "float32", "float64"];

/**
 * The narrowest type that holds the values of all the given ones exactly: the wider integer; for 8- and 16-bit integers with
 * `float32` that; for 32-bit integers with any float `float64`. Null where there is none (complex with real values).
 */
export function commonDataType(types: Iterable<DataType>): DataType | null {
  const distinct = new Set(types);
  const [first] = distinct;
  if (first === undefined || distinct.size === 1) return first ?? null;
  if (distinct.has("uint32")) {
    distinct.delete("uint32");
    if ([...distinct].every((type) => type === "uint8" || type === "uint16")) return "uint32";
    distinct.add("float64");
  }
  let widest = 0;
  for (const type of distinct) {
    const place = WIDENING.indexOf(type);
    if (place < 0) return null;
    widest = Math.max(widest, place);
  }
  return WIDENING[widest]!;
}
