/** A linked program with the places of its uniforms. */
export type Program<Name extends string> = {
  program: WebGLProgram;
  at: Record<Name, WebGLUniformLocation | null>;
};

/** Begins to link a program; browsers do it beside the page until somebody asks for it. Null where there is no graphics card any more. */
export function beginProgram(gl: WebGL2RenderingContext, vertices: string, fragments: string): WebGLProgram | null {
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
  return program;
}

/** Milliseconds after which it is asked again whether programs are linked. */
const INTERVAL = 10;

/** Resolved when programs are linked, or when that cannot be seen without waiting for it. */
export async function programsLinked(gl: WebGL2RenderingContext, programs: readonly WebGLProgram[]): Promise<void> {
  const extension = gl.getExtension("KHR_parallel_shader_compile");
  if (extension === null) return;
  const isUnderWay = (program: WebGLProgram): boolean =>
    gl.getProgramParameter(program, extension.COMPLETION_STATUS_KHR) === false;
  // A context that is lost answers with null.
  while (programs.some(isUnderWay)) await new Promise((resolve) => setTimeout(resolve, INTERVAL));
}

/** A program, which is waited for. Null where the graphics card does not take it. */
export function finishProgram<Name extends string>(
  gl: WebGL2RenderingContext,
  program: WebGLProgram,
  names: readonly Name[],
): Program<Name> | null {
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true) return null;
  const places = names.map((name) => [name, gl.getUniformLocation(program, name)] as const);
  // One entry for each name.
  return { program, at: Object.fromEntries(places) as Program<Name>["at"] };
}
