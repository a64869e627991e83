import { ZarrdropError } from "../../model/errors.ts";

const NAMES: readonly (readonly [codes: RegExp, name: string])[] = [
  [/^(?:avc[1-4]|h264|x264|davc)$/i, "H.264"],
  [/^(?:hvc1|hev1|hevc|h265|dvh1|dvhe)$/i, "H.265 (HEVC)"],
  [/^(?:mp4v|xvid|divx|dx50|fmp4|mp4s|m4s2|3iv2)$/i, "MPEG-4"],
  [/^(?:mp4[123]|mpg4|div[345])$/i, "MPEG-4 of Microsoft"],
  [/^av01$/i, "AV1"],
  [/^vp0?[89]0?$/i, "VP8 or VP9"],
  [/^ap(?:ch|cn|cs|co|4h|4x)$/, "ProRes"],
  [/^(?:dv|cdv)/i, "DV"],
  [/^(?:hfyu|ffvh)$/i, "Huffyuv"],
  [/^ffv1$/i, "FFV1"],
  [/^mjp[ab]$/i, "Motion JPEG in fields"],
  [/^(?:mjp2|mj2c)$/i, "Motion JPEG 2000"],
  [
    /^(?:i420|iyuv|yv12|yuy2|uyvy|yvyu|2vuy|yuv2|yuvs|v[23][10][068]|y4[124]\S)$/i,
    "colours by brightness and difference (YCbCr)",
  ],
  [/^(?:cram|msvc|wham)$/i, "Microsoft Video 1"],
  [/^cvid$/i, "Cinepak"],
  [/^(?:rle |mrle)$/i, "run lengths"],
  [/^lags$/i, "Lagarith"],
  [/^wmv[123]$/i, "Windows Media"],
];

/** The error for a film of a codec that is not read, with what can be done. `what`: the codec, where its code does not say it. */
export function unreadCodec(file: string, code: string, what?: string): ZarrdropError {
  const clean = code.replaceAll(/[^\x20-\x7e]/g, "?").trim();
  const name = what ?? NAMES.find(([codes]) => codes.test(code))?.[1] ?? `the codec ${clean}`;
  return new ZarrdropError("unsupported-format", `${file} is a film in ${name}, which is not read.`, {
    file,
    technical: `codec ${clean}`,
    advice: `Make a film of it that keeps each pixel, which can be read: ffmpeg -i "${file}" -c:v png film.mov`,
  });
}
