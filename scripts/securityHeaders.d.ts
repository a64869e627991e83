/**
 * Response headers of the page and of every worker script. `connect-src 'self'` is the promise that nothing leaves the
 * computer; a meta tag would not bind workers.
 */
export declare const SECURITY_HEADERS: {
  "Content-Security-Policy": string;
  "Cross-Origin-Opener-Policy": string;
  "Cross-Origin-Resource-Policy": string;
  "Permissions-Policy": string;
  "Referrer-Policy": string;
  "X-Content-Type-Options": string;
};
