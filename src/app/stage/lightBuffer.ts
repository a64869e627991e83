import { readExactly } from "./tileTextures.ts";

/** Where light is added up: half-precision floats, so that many channels together are as exact as one. */
export class LightBuffer {
  readonly #gl: WebGL2RenderingContext;
  readonly #texture: WebGLTexture;
  readonly #buffer: WebGLFramebuffer;
  #width = 0;
  #height = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#texture = gl.createTexture();
    this.#buffer = gl.createFramebuffer();
  }

  /** Directs what is drawn into the emptied buffer. False where the graphics card has no such buffers. */
  begin(width: number, height: number): boolean {
    const gl = this.#gl;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#buffer);
    if (this.#width !== width || this.#height !== height) {
      gl.bindTexture(gl.TEXTURE_2D, this.#texture);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA16F, width, height, 0, gl.RGBA, gl.HALF_FLOAT, null);
      readExactly(gl);
      gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.#texture, 0);
      if (gl.checkFramebufferStatus(gl.FRAMEBUFFER) !== gl.FRAMEBUFFER_COMPLETE) return false;
      [this.#width, this.#height] = [width, height];
    }
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    return true;
  }

  /** Binds the light to the active texture unit. */
  bind(): void {
    this.#gl.bindTexture(this.#gl.TEXTURE_2D, this.#texture);
  }

  close(): void {
    this.#gl.deleteFramebuffer(this.#buffer);
    this.#gl.deleteTexture(this.#texture);
  }
}
