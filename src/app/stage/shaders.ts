/** What a tile's values are in a texture: the samplers of a shader have one of these kinds. */
export type SampleKind = "u" | "i" | "";

/** A rectangle of a tile to a rectangle of the canvas. */
export const TILE_VERTICES = `#version 300 es
uniform vec4 target; // x, y, width, height in device pixels, y downwards
uniform vec4 source; // the same in pixels of the tile
uniform vec2 canvas;
out vec2 place;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  place = source.xy + corner * source.zw;
  vec2 at = (target.xy + corner * target.zw) / canvas;
  gl_Position = vec4(at.x * 2.0 - 1.0, 1.0 - at.y * 2.0, 0.0, 1.0);
}`;

/**
 * Light of a tile. Integers are compared with the window's start as integers: floats of 32 bits would lose the lower ones of large numbers.
 * Labels have the colours of `labelColors.ts`.
 */
export function tileFragments(kind: SampleKind): string {
  const type = { u: "uint", i: "int", "": "float" }[kind];
  // As numbers without sign: their difference is right even where one with a sign would not hold it.
  const bits = kind === "" ? "" : "uint";
  return `#version 300 es
precision highp float;
precision highp int;
precision highp ${kind}sampler2D;
precision highp sampler2D;
uniform ${kind}sampler2D values;
uniform sampler2D colors;
uniform int look; // 0: a colour; 1: a table of colours; 2: labels; 3: labels over a picture
uniform vec3 color;
uniform ${type} origin;
uniform vec2 range; // start, measured from the origin, and length
uniform float opacity;
in vec2 place;
out vec4 light;
float above(${type} value) { return value < origin ? -float(${bits}(origin) - ${bits}(value)) : float(${bits}(value) - ${bits}(origin)); }
vec3 labelColor(uint label) {
  uint hash = label * 2654435761u;
  hash ^= hash >> 15;
  float saturation = 0.5 + 0.5 * float((hash >> 16) & 0xFFu) / 255.0;
  float value = 0.7 + 0.3 * float((hash >> 24) & 0xFFu) / 255.0;
  vec3 hue = fract(float(hash & 0xFFFFu) / 65536.0 + vec3(0.0, 2.0 / 3.0, 1.0 / 3.0));
  return value * mix(vec3(1.0), clamp(abs(hue * 6.0 - 3.0) - 1.0, 0.0, 1.0), saturation);
}
void main() {
  ivec2 limit = textureSize(values, 0) - 1;
  ${type} value = texelFetch(values, clamp(ivec2(floor(place)), ivec2(0), limit), 0).r;
  if (look >= 2) {
    uint label = uint(value);
    // What is below keeps the rest.
    if (look == 3) light = label == 0u ? vec4(0.0) : vec4(labelColor(label), 1.0) * opacity;
    else light = label == 0u ? vec4(0.0, 0.0, 0.0, 1.0) : vec4(labelColor(label) * opacity, 1.0);
    return;
  }
  float share = range.y == 0.0 ? 0.0 : (above(value) - range.x) / range.y;
  // Also false for NaN, which is black.
  share = share > 0.0 ? min(share, 1.0) : 0.0;
  vec3 shade = share * color;
  if (look == 1) {
    int last = textureSize(colors, 0).x - 1;
    float at = share * float(last);
    vec3 below = texelFetch(colors, ivec2(int(at), 0), 0).rgb;
    shade = mix(below, texelFetch(colors, ivec2(min(last, int(at) + 1), 0), 0).rgb, fract(at));
  }
  light = vec4(shade * opacity, 1.0);
}`;
}

/** All of the canvas. */
export const WHOLE_VERTICES = `#version 300 es
void main() {
  gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0, 0.0, 1.0);
}`;

/** The light that was added up, over the background where no tile lies; or how far that of two pictures differs. */
export const WHOLE_FRAGMENTS = `#version 300 es
precision highp float;
precision highp sampler2D;
uniform sampler2D first;
uniform sampler2D second;
uniform bool isDifference;
uniform vec3 background;
out vec4 shown;
void main() {
  vec4 light = texelFetch(first, ivec2(gl_FragCoord.xy), 0);
  vec3 result = light.a > 0.0 ? min(light.rgb, 1.0) : background;
  if (isDifference && light.a > 0.0) {
    result = abs(result - min(texelFetch(second, ivec2(gl_FragCoord.xy), 0).rgb, 1.0));
  }
  shown = vec4(result, 1.0);
}`;
