import type { SampleKind } from "./shaders.ts";
import type { Tile } from "./tiles.ts";
import type { TileValues } from "./tileValues.ts";

/** Bytes of textures that are kept on the graphics card. */
const CAPACITY = 256 * 2 ** 20;

/** Tiles as textures, within a number of bytes; the least recently used go first. */
export class TileTextures {
  readonly #gl: WebGL2RenderingContext;
  /** The order is that of use. */
  readonly #textures = new Map<Tile, WebGLTexture>();
  #bytes = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  /** Binds the texture of a tile, which is made if it is new. */
  bind(tile: Tile): void {
    const gl = this.#gl;
    const known = this.#textures.get(tile);
    if (known !== undefined) {
      this.#textures.delete(tile);
      this.#textures.set(tile, known);
      gl.bindTexture(gl.TEXTURE_2D, known);
      return;
    }
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    const [inside, format, type] = formatOf(gl, tile.values);
    gl.texImage2D(gl.TEXTURE_2D, 0, inside, tile.width, tile.height, 0, format, type, tile.values);
    readExactly(gl);
    this.#textures.set(tile, texture);
    this.#bytes += tile.values.byteLength;
  }

  /** Lets go of what is too much, once a frame was drawn. */
  trim(): void {
    for (const [tile, texture] of this.#textures) {
      if (this.#bytes <= CAPACITY) return;
      this.#gl.deleteTexture(texture);
      this.#textures.delete(tile);
      this.#bytes -= tile.values.byteLength;
    }
  }

  close(): void {
    for (const texture of this.#textures.values()) this.#gl.deleteTexture(texture);
    this.#textures.clear();
    this.#bytes = 0;
  }
}

/** The bound texture is read pixel by pixel: integers and floats cannot be filtered everywhere, and pixels are to be seen as they are. */
export function readExactly(gl: WebGL2RenderingContext): void {
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
}

/** With what samplers values are read. */
export function sampleKindOf(values: TileValues): SampleKind {
  if (values instanceof Float32Array) return "";
  return values instanceof Int8Array || values instanceof Int16Array || values instanceof Int32Array ? "i" : "u";
}

/** Internal format, format and type of a texture. */
function formatOf(gl: WebGL2RenderingContext, values: TileValues): [number, number, number] {
  if (values instanceof Uint8Array) return [gl.R8UI, gl.RED_INTEGER, gl.UNSIGNED_BYTE];
  if (values instanceof Int8Array) return [gl.R8I, gl.RED_INTEGER, gl.BYTE];
  if (values instanceof Uint16Array) return [gl.R16UI, gl.RED_INTEGER, gl.UNSIGNED_SHORT];
  if (values instanceof Int16Array) return [gl.R16I, gl.RED_INTEGER, gl.SHORT];
  if (values instanceof Uint32Array) return [gl.R32UI, gl.RED_INTEGER, gl.UNSIGNED_INT];
  if (values instanceof Int32Array) return [gl.R32I, gl.RED_INTEGER, gl.INT];
  return [gl.R32F, gl.RED, gl.FLOAT];
}
