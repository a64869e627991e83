import { META_POLICY } from "./securityHeaders.ts";

/** Files with a hash of their content in their name, and the others. */
const FOREVER = "public, max-age=31536000, immutable";
const ASK_AGAIN = "no-cache";

/** The server block for nginx: to be put where its `http` block takes `conf.d/*.conf`. */
function nginxServer(headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `    add_header ${name} "${value}" always;`);
  return `map $uri $zarrdrop_cache {
    ~^/assets/  "${FOREVER}";
    default     "${ASK_AGAIN}";
}

server {
    listen 443 ssl;
    server_name zarrdrop.example.org;
    ssl_certificate /etc/ssl/zarrdrop.pem;
    ssl_certificate_key /etc/ssl/zarrdrop.key;

    # What is in dist/app.
    root /srv/zarrdrop;
    index index.html;
    charset utf-8;
    gzip on;
    gzip_types text/css application/javascript application/wasm application/manifest+json image/svg+xml;

    # A location with an add_header of its own would lose all of these.
${lines.join("\n")}
    add_header Cache-Control $zarrdrop_cache;

    location = /_headers { return 404; }
    # Types that older versions do not know.
    location = /manifest.webmanifest { types { } default_type application/manifest+json; }
    location ~ \\.wasm$ { types { } default_type application/wasm; }
}`;
}

function caddyfile(headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `\t\t${name} "${value}"`);
  return `zarrdrop.example.org {
	# What is in dist/app.
	root * /srv/zarrdrop
	encode gzip
	header {
${lines.join("\n")}
	}
	@forever path /assets/*
	header @forever Cache-Control "${FOREVER}"
	@others not path /assets/*
	header @others Cache-Control "${ASK_AGAIN}"
	header /manifest.webmanifest Content-Type "application/manifest+json"
	respond /_headers 404
	file_server
}`;
}

/** The text of docs/deploy.md. */
export function deployMarkdown(headers: Readonly<Record<string, string>>): string {
  const rows = Object.entries(headers).map(([name, value]) => `| \`${name}\` | \`${value}\` |`);
  return `<!-- Made by scripts/deployMarkdown.ts from scripts/securityHeaders.ts: npx vitest run scripts -u -->

# Putting the page on a server

\`npm run build\` makes the folder \`dist/app\`: static files, nothing to run on the server. It works at any address, in any folder. (\`dist/maps\`, beside it, is for reading
stacks in bug reports: not to be put on the server.) For yourself alone nothing of this is needed: \`npm start\` serves the page on your own computer, to nobody else, with all headers.

| where | headers | what is lost |
|---|---|---|
| \`npm start\` | all | nothing |
| nginx, Caddy, another server of your own | all, as below | nothing |
| Cloudflare Pages, Netlify | all, from \`dist/app/_headers\` | nothing |
| GitHub Pages, any host that sends what it likes | none of its own | see [there](#github-pages) |

## What every server must do
- Answer over **https**. Without it browsers give a page neither a service worker (no use without a network) nor folders to write to. \`localhost\` is the exception.
- Send these headers with **every** answer, errors too:

| header | value |
|---|---|
${rows.join("\n")}

- Send \`.wasm\` as \`application/wasm\`, \`.js\` as \`text/javascript\`, \`.webmanifest\` as \`application/manifest+json\`: with \`nosniff\` a wrong type is an error.
- Let nothing change the files on their way: no analytics, no script "optimizers", no banners. The policy would refuse what they put in, and a page with changed files is not kept for use without a network.
- Files below \`assets/\` never change (\`Cache-Control: ${FOREVER}\`); the others must be asked for anew (\`${ASK_AGAIN}\`), \`service.js\` above all: through it an update arrives.
- To update, put the new files there before the old ones go, \`service.js\` last. Pages that are open keep their version until the person takes the new one; half an update is never taken: every file is compared with the hash that \`service.js\` has of it.

The page looks at what its server sends, and says on its first screen what is missing.

## nginx
\`\`\`nginx
${nginxServer(headers)}
\`\`\`

## Caddy
\`\`\`caddy
${caddyfile(headers)}
\`\`\`

Both are tried with these very lines, on every file of the page (\`e2e/deploy.e2e.ts\`).

## Cloudflare Pages and Netlify
Both read \`_headers\` in the folder that is published and do not serve it. Publish \`dist/app\`:

\`\`\`sh
npx wrangler pages deploy dist/app      # Cloudflare Pages
npx netlify deploy --prod --dir dist/app      # Netlify
\`\`\`

With a build on their side: command \`npm ci && npm run build\`, folder \`dist/app\`, Node 20.19 or later. Leave off what changes pages: Cloudflare's Web Analytics, Rocket Loader and e-mail obfuscation, Netlify's
snippets and drawer. Not tried on their machines; \`npm start\` reads the same file by the same rules.

## GitHub Pages
It sends no headers of yours. Publish \`dist/app\` (\`actions/upload-pages-artifact\` with \`path: dist/app\`; from a branch put an empty file \`.nojekyll\` beside \`index.html\`). What stands in their place
(tried on such a server: \`e2e/bareHost.e2e.ts\`, \`e2e/security.e2e.ts\`):

| | first visit, forced reload, browsers without service workers | every other start |
|---|---|---|
| requests to others from the page and its workers | refused (policy in the page) | refused |
| text that would become script or markup (Trusted Types) | refused | refused |
| referrer | none | none |
| being shown in a frame of another page (\`frame-ancestors\`) | **not refused** | **not refused**: there the service worker has no part |
| handles of other pages on this one (\`Cross-Origin-Opener-Policy\`) | **not refused** | refused |
| the page's files as parts of other pages (\`Cross-Origin-Resource-Policy\`) | **not refused** | **not refused** to pages elsewhere: they ask the host |
| going elsewhere, new windows, downloads, WebRTC (\`Connection-Allowlist\`, Chromium) | **not refused** | refused |
| camera, microphone and the like (\`Permissions-Policy\`) | the browser asks the person | refused |

The policy in the page, for hosts that let you put a tag into pages but no header (it is in \`dist/app/index.html\` already):

\`\`\`html
<meta http-equiv="Content-Security-Policy" content="${META_POLICY}" />
\`\`\`

All pages of one \`github.io\` account are of one origin: another project there can read what the page keeps (settings, unfinished jobs, its offline copy). A domain or an account of its own is the better place.
`;
}
