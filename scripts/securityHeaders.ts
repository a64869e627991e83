/** Ways to devices, sensors and other programs that the page never needs; only names that Chromium knows, for it complains of others. */
const NEVER_NEEDED = [
  "accelerometer",
  "browsing-topics",
  "camera",
  "clipboard-read",
  "display-capture",
  "geolocation",
  "gyroscope",
  "hid",
  "identity-credentials-get",
  "idle-detection",
  "local-fonts",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "publickey-credentials-get",
  "serial",
  "storage-access",
  "usb",
  "window-management",
];

/** The content security policy, directive by directive; SECURITY.md says what each is for. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types zarrdrop",
];

/** Directives that a browser obeys in a response header only. */
const HEADER_ONLY = /^(?:frame-ancestors|report-uri|sandbox) /u;

/**
 * Response headers of the page and all its files. `connect-src 'self'` is the promise that nothing leaves the computer. This is the one
 * table: the built page's `_headers` and meta policy, the service worker, `docs/deploy.md` and the tests are made of it.
 */
export const SECURITY_HEADERS = {
  "Content-Security-Policy": POLICY.join("; "),
  // What no policy could stop so far: navigation, new windows, downloads, WebRTC, names that are looked up. Chromium only.
  "Connection-Allowlist": "(response-origin)",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": NEVER_NEEDED.map((name) => `${name}=()`).join(", "),
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** The part of the policy that a meta tag can carry: the floor on a host that sends no headers. */
export const META_POLICY = POLICY.filter((directive) => !HEADER_ONLY.test(directive)).join("; ");
