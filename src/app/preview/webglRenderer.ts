import type { Frame, Quad } from "./frame.ts";
import type { Renderer } from "./renderer.ts";
import type { Tile } from "./tiles.ts";

const VERTEX_SHADER = `#version 300 es
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

const FRAGMENT_SHADER = `#version 300 es
precision highp float;
precision highp sampler2D;
uniform sampler2D values;
uniform vec3 color;
uniform vec2 window; // start, end
in vec2 place;
out vec4 light;
void main() {
  ivec2 limit = textureSize(values, 0) - 1;
  float value = texelFetch(values, clamp(ivec2(floor(place)), ivec2(0), limit), 0).r;
  float share = window.y == window.x ? 0.0 : (value - window.x) / (window.y - window.x);
  light = vec4(isnan(share) ? vec3(0.0) : clamp(share, 0.0, 1.0) * color, 1.0);
}`;

/** Tiles whose textures are kept on the graphics card. */
const TEXTURES = 160;

type Places = Record<"target" | "source" | "canvas" | "values" | "color" | "window", WebGLUniformLocation | null>;

/** Draws with WebGL 2: a texture of floats per tile, a quad per tile and channel, added up by the blending. */
export class WebglRenderer implements Renderer {
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  #program: { program: WebGLProgram; places: Places } | null;
  readonly #textures = new Map<Tile, WebGLTexture>();
  #last: Frame | null = null;

  /** Null where WebGL 2 does not work; the canvas can then still be drawn on otherwise. */
  static create(canvas: HTMLCanvasElement): WebglRenderer | null {
    // Asked on a canvas of its own: a canvas that was asked for WebGL once gives no other context.
    const probe = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: true });
    if (probe === null || buildProgram(probe) === null) return null;
    probe.getExtension("WEBGL_lose_context")?.loseContext();
    const gl = canvas.getContext("webgl2", { alpha: false, antialias: false, preserveDrawingBuffer: true });
    return gl === null ? null : new WebglRenderer(canvas, gl);
  }

  private constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext) {
    this.#canvas = canvas;
    this.#gl = gl;
    this.#program = buildProgram(gl);
    canvas.addEventListener("webglcontextlost", this.#lost);
    canvas.addEventListener("webglcontextrestored", this.#restored);
  }

  draw(frame: Frame): void {
    this.#last = frame;
    const gl = this.#gl;
    if (this.#program === null || gl.isContextLost()) return;
    const { program, places } = this.#program;
    if (this.#canvas.width !== frame.width) this.#canvas.width = frame.width;
    if (this.#canvas.height !== frame.height) this.#canvas.height = frame.height;
    gl.viewport(0, 0, frame.width, frame.height);
    gl.clearColor(0, 0, 0, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE);
    gl.useProgram(program);
    gl.uniform2f(places.canvas, frame.width, frame.height);
    gl.uniform1i(places.values, 0);
    for (const quad of frame.quads) this.#drawQuad(quad, places);
    this.#forgetOld();
  }

  close(): void {
    this.#canvas.removeEventListener("webglcontextlost", this.#lost);
    this.#canvas.removeEventListener("webglcontextrestored", this.#restored);
    for (const texture of this.#textures.values()) this.#gl.deleteTexture(texture);
    this.#textures.clear();
  }

  #drawQuad({ tile, source, target, channel }: Quad, places: Places): void {
    const gl = this.#gl;
    gl.bindTexture(gl.TEXTURE_2D, this.#textureOf(tile));
    gl.uniform4f(places.target, target.x, target.y, target.width, target.height);
    gl.uniform4f(places.source, source.x, source.y, source.width, source.height);
    gl.uniform3f(places.color, ...channel.color);
    gl.uniform2f(places.window, channel.start, channel.end);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  #textureOf(tile: Tile): WebGLTexture {
    const gl = this.#gl;
    const known = this.#textures.get(tile);
    if (known !== undefined) {
      this.#textures.delete(tile);
      this.#textures.set(tile, known);
      return known;
    }
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32F, tile.width, tile.height, 0, gl.RED, gl.FLOAT, tile.values);
    // Floats cannot be filtered everywhere, and the pixels are to be seen as they are.
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    this.#textures.set(tile, texture);
    return texture;
  }

  #forgetOld(): void {
    for (const [tile, texture] of this.#textures) {
      if (this.#textures.size <= TEXTURES) return;
      this.#gl.deleteTexture(texture);
      this.#textures.delete(tile);
    }
  }

  readonly #lost = (event: Event): void => {
    // Without this the browser never gives the context back.
    event.preventDefault();
    this.#textures.clear();
    this.#program = null;
  };

  readonly #restored = (): void => {
    this.#program = buildProgram(this.#gl);
    if (this.#last !== null) this.draw(this.#last);
  };
}

function buildProgram(gl: WebGL2RenderingContext): { program: WebGLProgram; places: Places } | null {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX_SHADER],
    [gl.FRAGMENT_SHADER, FRAGMENT_SHADER],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) return null;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) return null;
  const at = (name: keyof Places): WebGLUniformLocation | null => gl.getUniformLocation(program, name);
  return {
    program,
    places: {
      target: at("target"),
      source: at("source"),
      canvas: at("canvas"),
      values: at("values"),
      color: at("color"),
      window: at("window"),
    },
  };
}
