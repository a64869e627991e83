import { GlPrograms } from "./glPrograms.ts";
import type { Frame, Part, Quad } from "./frame.ts";
import { LightBuffer } from "./lightBuffer.ts";
import { fitCanvas, type Renderer } from "./renderer.ts";
import { sampleKindOf, TileTextures } from "./tileTextures.ts";

/** All that lives on the graphics card, and is lost with its context. */
type Card = { programs: GlPrograms; textures: TileTextures; lights: readonly [LightBuffer, LightBuffer] };

/** Draws with WebGL 2: a texture per tile, a quad per tile and channel, added up in a buffer of floats, which then is shown. */
export class WebglRenderer implements Renderer {
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  #card: Card | null;
  #last: Frame;

  /**
   * Makes ready to draw on a canvas that has no context yet. The page goes on meanwhile.
   * @param first what is to be drawn first
   * @param onlyCard not where a program stands in for it
   * @returns null where that does not work
   */
  static async create(canvas: HTMLCanvasElement, first: Frame, onlyCard: boolean): Promise<WebglRenderer | null> {
    // Clear until something is drawn.
    const gl = canvas.getContext("webgl2", { alpha: true, antialias: false, failIfMajorPerformanceCaveat: onlyCard });
    if (gl === null || (onlyCard && isProgram(gl))) return null;
    const card = await makeCard(gl, first);
    return card === null ? null : new WebglRenderer(canvas, gl, card, first);
  }

  private constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext, card: Card, first: Frame) {
    this.#canvas = canvas;
    this.#gl = gl;
    this.#card = card;
    this.#last = first;
    canvas.addEventListener("webglcontextlost", this.#lost);
    canvas.addEventListener("webglcontextrestored", this.#restored);
  }

  draw(frame: Frame): void {
    this.#last = frame;
    const gl = this.#gl;
    const card = this.#card;
    if (card === null || gl.isContextLost() || frame.width === 0 || frame.height === 0) return;
    fitCanvas(this.#canvas, frame);
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
    // A page has only so many contexts.
    this.#gl.getExtension("WEBGL_lose_context")?.loseContext();
  }

  #drawPart(card: Card, frame: Frame, part: Part): void {
    const gl = this.#gl;
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(part.left, 0, Math.max(0, part.right - part.left), frame.height);
    gl.enable(gl.BLEND);
    card.programs.beginQuads(frame);
    for (const quad of part.quads) this.#drawQuad(card, quad);
    gl.disable(gl.BLEND);
    gl.disable(gl.SCISSOR_TEST);
  }

  #drawQuad({ programs, textures }: Card, quad: Quad): void {
    if (!programs.useFor(quad)) return;
    const gl = this.#gl;
    // Light adds up; what lies over it leaves of it what is seen through.
    gl.blendFunc(gl.ONE, quad.isOver ? gl.ONE_MINUS_SRC_ALPHA : gl.ONE);
    textures.bind(quad.tile);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
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

  readonly #restored = async (): Promise<void> => {
    this.#card = await makeCard(this.#gl, this.#last);
    this.draw(this.#last);
  };
}

/** Not every browser minds a context without a graphics card (`failIfMajorPerformanceCaveat`), but they name what draws. */
function isProgram(gl: WebGL2RenderingContext): boolean {
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  // Whatever it is, it can be written as text.
  const name = String(gl.getParameter(names === null ? gl.RENDERER : names.UNMASKED_RENDERER_WEBGL));
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}

async function makeCard(gl: WebGL2RenderingContext, { parts }: Frame): Promise<Card | null> {
  // Either allows to draw into half-precision floats; some cards have only the second.
  if (gl.getExtension("EXT_color_buffer_float") === null && gl.getExtension("EXT_color_buffer_half_float") === null) {
    return null;
  }
  const kinds = new Set(parts.flatMap(({ quads }) => quads.map(({ tile }) => sampleKindOf(tile.values))));
  const programs = await GlPrograms.link(gl, [...kinds]);
  const lights = [new LightBuffer(gl), new LightBuffer(gl)] as const;
  if (programs === null || !lights[0].begin(1, 1)) return null;
  return { programs, textures: new TileTextures(gl), lights };
}
