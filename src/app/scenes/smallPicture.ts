/** Longest edge of what is kept, in pixels: a row shows 48 × 40, on screens of twice as many. */
const EDGE = 96;

/** A picture, small enough to be kept by the hundred: some kilobytes each. */
export async function smallPicture(bitmap: ImageBitmap): Promise<Blob> {
  const scale = Math.min(1, EDGE / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, width, height);
  return canvas.convertToBlob({ type: "image/webp", quality: 0.8 });
}
