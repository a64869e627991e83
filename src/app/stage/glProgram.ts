/** A linked program with the places of its uniforms. */
export type Program<Name extends string> = {
  program: WebGLProgram;
  at: Record<Name, WebGLUniformLocation | null>;
};

/** Null where the graphics card does not take it. */
export function linkProgram<Name extends string>(
  gl: WebGL2RenderingContext,
  vertices: string,
  fragments: string,
  names: readonly Name[],
): Program<Name> | null {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertices],
    [gl.FRAGMENT_SHADER, fragments],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) return null;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true) return null;
  const places = names.map((name) => [name, gl.getUniformLocation(program, name)] as const);
  // One entry for each name.
  return { program, at: Object.fromEntries(places) as Program<Name>["at"] };
}
