import type { Size } from "./camera.ts";
import type { ChannelView } from "./channelView.ts";
import type { Frame, Quad } from "./frame.ts";
import { beginProgram, finishProgram, programsLinked, type Program } from "./glProgram.ts";
import { LOOK_UP_TABLES, lookUpTable, TABLE_LENGTH, type LookUpTable } from "./lookUpTables.ts";
import { type SampleKind, TILE_VERTICES, tileFragments, WHOLE_FRAGMENTS, WHOLE_VERTICES } from "./shaders.ts";
import { readExactly, sampleKindOf } from "./tileTextures.ts";

const TILE_NAMES = [
  "target",
  "source",
  "canvas",
  "values",
  "colors",
  "look",
  "color",
  "origin",
  "range",
  "opacity",
] as const;
const WHOLE_NAMES = ["first", "second", "isDifference", "background"] as const;

type TileProgram = Program<(typeof TILE_NAMES)[number]>;
type WholeProgram = Program<(typeof WHOLE_NAMES)[number]>;

/** How the shader is told how values become light. */
const LOOKS = { color: 0, table: 1, labels: 2, labelsOver: 3 } as const;

/** The programs of the renderer, and the textures of look-up tables. Tiles are in texture unit 0, tables in unit 1. */
export class GlPrograms {
  readonly #gl: WebGL2RenderingContext;
  /** Linked when they are needed: that takes long where a program stands in for the graphics card. */
  readonly #tiles: Map<SampleKind, TileProgram | null>;
  readonly #whole: WholeProgram;
  readonly #tables = new Map<LookUpTable, WebGLTexture>();
  #canvas: Size = { width: 1, height: 1 };
  #used: TileProgram | null = null;
  /** The last channel that the used program was told of. */
  #channel: ChannelView | null = null;

  /**
   * Links what is needed at first, while the page goes on.
   * @param kinds what the tiles hold that are drawn first
   * @returns null where the graphics card does not take them
   */
  static async link(gl: WebGL2RenderingContext, kinds: readonly SampleKind[]): Promise<GlPrograms | null> {
    const begun = [
      beginProgram(gl, WHOLE_VERTICES, WHOLE_FRAGMENTS),
      ...kinds.map((kind) => beginProgram(gl, TILE_VERTICES, tileFragments(kind))),
    ];
    const programs = begun.filter((program) => program !== null);
    await programsLinked(gl, programs);
    const [first, ...others] = programs;
    const whole = first === undefined ? null : finishProgram(gl, first, WHOLE_NAMES);
    const tiles = others.map((program) => finishProgram(gl, program, TILE_NAMES));
    if (whole === null || tiles.length < kinds.length || tiles.includes(null)) return null;
    return new GlPrograms(gl, new Map(kinds.map((kind, index) => [kind, tiles[index]!])), whole);
  }

  private constructor(gl: WebGL2RenderingContext, tiles: Map<SampleKind, TileProgram | null>, whole: WholeProgram) {
    this.#gl = gl;
    this.#tiles = tiles;
    this.#whole = whole;
    gl.activeTexture(gl.TEXTURE1);
    for (const name of LOOK_UP_TABLES) this.#tables.set(name, tableTexture(gl, name));
    gl.activeTexture(gl.TEXTURE0);
  }

  /** Before the quads of a picture on a canvas of a size. */
  beginQuads(canvas: Size): void {
    this.#canvas = canvas;
    this.#used = null;
  }

  /** Makes ready to draw a quad. False where the graphics card does not take it. */
  useFor(quad: Quad): boolean {
    const gl = this.#gl;
    const kind = sampleKindOf(quad.tile.values);
    const program = this.#programFor(kind);
    if (program === null) return false;
    const { at } = program;
    if (program !== this.#used) {
      this.#used = program;
      this.#channel = null;
      gl.useProgram(program.program);
      gl.uniform1i(at.values, 0);
      gl.uniform1i(at.colors, 1);
      gl.uniform2f(at.canvas, this.#canvas.width, this.#canvas.height);
    }
    const { source, target, channel } = quad;
    gl.uniform4f(at.target, target.x, target.y, target.width, target.height);
    gl.uniform4f(at.source, source.x, source.y, source.width, source.height);
    if (channel === this.#channel) return true;
    this.#channel = channel;
    this.#tellChannel(kind, at, quad);
    return true;
  }

  #programFor(kind: SampleKind): TileProgram | null {
    const known = this.#tiles.get(kind);
    if (known !== undefined) return known;
    const begun = beginProgram(this.#gl, TILE_VERTICES, tileFragments(kind));
    const linked = begun && finishProgram(this.#gl, begun, TILE_NAMES);
    this.#tiles.set(kind, linked);
    return linked;
  }

  #tellChannel(kind: SampleKind, at: TileProgram["at"], { channel, isLabels, isOver }: Quad): void {
    const gl = this.#gl;
    const labels = isOver ? LOOKS.labelsOver : LOOKS.labels;
    gl.uniform1f(at.opacity, channel.opacity);
    gl.uniform1i(at.look, isLabels ? labels : channel.table === null ? LOOKS.color : LOOKS.table);
    gl.uniform3f(at.color, ...channel.color);
    if (channel.table !== null) {
      gl.activeTexture(gl.TEXTURE1);
      gl.bindTexture(gl.TEXTURE_2D, this.#tables.get(channel.table)!);
      gl.activeTexture(gl.TEXTURE0);
    }
    const origin = originOf(kind, channel.start);
    if (kind === "u") gl.uniform1ui(at.origin, origin);
    else if (kind === "i") gl.uniform1i(at.origin, origin);
    else gl.uniform1f(at.origin, origin);
    gl.uniform2f(at.range, channel.start - origin, channel.end - channel.start);
  }

  /** Makes ready to show the light in units 0 and 1. */
  useToShow({ isDifference, background }: Frame): void {
    const gl = this.#gl;
    const { program, at } = this.#whole;
    gl.useProgram(program);
    gl.uniform1i(at.first, 0);
    gl.uniform1i(at.second, 1);
    gl.uniform1i(at.isDifference, isDifference ? 1 : 0);
    gl.uniform3f(at.background, ...background);
  }
}

/** From where values are counted: a number of the tile's own type near the window's start. */
function originOf(kind: SampleKind, start: number): number {
  if (kind === "u") return Math.min(2 ** 32 - 1, Math.max(0, Math.floor(start)));
  if (kind === "i") return Math.min(2 ** 31 - 1, Math.max(-(2 ** 31), Math.floor(start)));
  return 0;
}

function tableTexture(gl: WebGL2RenderingContext, name: LookUpTable): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB8, TABLE_LENGTH, 1, 0, gl.RGB, gl.UNSIGNED_BYTE, lookUpTable(name));
  readExactly(gl);
  return texture;
}
