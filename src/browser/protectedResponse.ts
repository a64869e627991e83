/** The name of the header that is obeyed as often as it is sent: each policy binds beside the others. */
const POLICY = "Content-Security-Policy";

/**
 * The same response with the page's security headers, as a service worker answers with it where the host sent none, or weaker ones.
 * What the host sent beyond that stays, a policy of its own as well.
 */
export function protectedResponse(response: Response, headers: Readonly<Record<string, string>>): Response {
  // A redirection is the browser's to follow: it can be handed on, not looked into.
  if (response.type === "opaqueredirect" || response.type === "error") return response;
  const all = new Headers(response.headers);
  for (const [name, value] of Object.entries(headers)) {
    const sent = all.get(name);
    if (name === POLICY && sent !== null && sent !== value) all.append(name, value);
    else all.set(name, value);
  }
  // They told of the body as it was sent, packed perhaps; it is not any more.
  all.delete("Content-Encoding");
  all.delete("Content-Length");
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers: all });
}
