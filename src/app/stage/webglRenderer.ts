import { GlPrograms } from "./glPrograms.ts";
import type { Frame, Part, Quad } from "./frame.ts";
import { LightBuffer } from "./lightBuffer.ts";
import type { Renderer } from "./renderer.ts";
import { TileTextures } from "./tileTextures.ts";

/** All that lives on the graphics card, and is lost with its context. */
type Card = { programs: GlPrograms; textures: TileTextures; lights: readonly [LightBuffer, LightBuffer] };

/** Draws with WebGL 2: a texture per tile, a quad per tile and channel, added up in a buffer of floats, which then is shown. */
export class WebglRenderer implements Renderer {
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  #card: Card | null;
  #last: Frame | null = null;

  /** Null where WebGL 2 does not work; the canvas can then still be drawn on otherwise. */
  static create(canvas: HTMLCanvasElement): WebglRenderer | null {
    // Asked on a canvas of its own: a canvas that was asked for WebGL once gives no other context.
    const probe = document.createElement("canvas").getContext("webgl2");
    const works = probe !== null && makeCard(probe)?.lights[0].begin(1, 1) === true;
    probe?.getExtension("WEBGL_lose_context")?.loseContext();
    if (!works) return null;
    const gl = canvas.getContext("webgl2", { alpha: false, antialias: false, preserveDrawingBuffer: true });
    return gl === null ? null : new WebglRenderer(canvas, gl);
  }

  private constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext) {
    this.#canvas = canvas;
    this.#gl = gl;
    this.#card = makeCard(gl);
    canvas.addEventListener("webglcontextlost", this.#lost);
    canvas.addEventListener("webglcontextrestored", this.#restored);
  }

  draw(frame: Frame): void {
    this.#last = frame;
    const gl = this.#gl;
    const card = this.#card;
    if (card === null || gl.isContextLost() || frame.width === 0 || frame.height === 0) return;
    if (this.#canvas.width !== frame.width) this.#canvas.width = frame.width;
    if (this.#canvas.height !== frame.height) this.#canvas.height = frame.height;
    const [first, second] = frame.parts;
    card.lights[0].begin(frame.width, frame.height);
    if (first !== undefined) this.#drawPart(card, frame, first);
    if (second !== undefined) {
      if (frame.isDifference) card.lights[1].begin(frame.width, frame.height);
      this.#drawPart(card, frame, second);
    }
    this.#show(card, frame);
    card.textures.trim();
  }

  close(): void {
    this.#canvas.removeEventListener("webglcontextlost", this.#lost);
    this.#canvas.removeEventListener("webglcontextrestored", this.#restored);
    this.#card?.textures.close();
    for (const light of this.#card?.lights ?? []) light.close();
    this.#card = null;
  }

  #drawPart(card: Card, frame: Frame, part: Part): void {
    const gl = this.#gl;
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(part.left, 0, Math.max(0, part.right - part.left), frame.height);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE);
    card.programs.beginQuads(frame);
    for (const quad of part.quads) this.#drawQuad(card, quad);
    gl.disable(gl.BLEND);
    gl.disable(gl.SCISSOR_TEST);
  }

  #drawQuad({ programs, textures }: Card, quad: Quad): void {
    if (!programs.useFor(quad)) return;
    textures.bind(quad.tile);
    this.#gl.drawArrays(this.#gl.TRIANGLE_STRIP, 0, 4);
  }

  #show({ programs, lights: [first, second] }: Card, frame: Frame): void {
    const gl = this.#gl;
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, frame.width, frame.height);
    gl.activeTexture(gl.TEXTURE1);
    second.bind();
    gl.activeTexture(gl.TEXTURE0);
    first.bind();
    programs.useToShow(frame);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, null);
    gl.activeTexture(gl.TEXTURE0);
  }

  readonly #lost = (event: Event): void => {
    // Without this the browser never gives the context back.
    event.preventDefault();
    this.#card = null;
  };

  readonly #restored = (): void => {
    this.#card = makeCard(this.#gl);
    if (this.#last !== null) this.draw(this.#last);
  };
}

function makeCard(gl: WebGL2RenderingContext): Card | null {
  // Either allows to draw into half-precision floats; some cards have only the second.
  if (gl.getExtension("EXT_color_buffer_float") === null && gl.getExtension("EXT_color_buffer_half_float") === null) {
    return null;
  }
  const programs = GlPrograms.create(gl);
  if (programs === null) return null;
  return { programs, textures: new TileTextures(gl), lights: [new LightBuffer(gl), new LightBuffer(gl)] };
}
