import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findServer } from "../scripts/findServer.mjs";
import { SECURITY_HEADERS } from "../scripts/securityHeaders.ts";
import { expect, test } from "./support/app.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const APP = join(ROOT, "dist", "app");
const DOCUMENT = readFileSync(join(ROOT, "docs", "deploy.md"), "utf8");

/** The documented lines; only address, certificates and folder are this test's. */
const SERVERS = {
  nginx: (program: string, folder: string, port: number): string[] => {
    const types = ["/etc/nginx/mime.types", join(dirname(program), "../../etc/nginx/mime.types")].find(existsSync);
    const server = replaced(documented("nginx"), [
      ["listen 443 ssl;", `listen 127.0.0.1:${port};`],
      ["ssl_certificate /etc/ssl/zarrdrop.pem;", ""],
      ["ssl_certificate_key /etc/ssl/zarrdrop.key;", ""],
      ["root /srv/zarrdrop;", `root ${APP};`],
    ]);
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    const lines = [
      // As root it would go over to a user who may not be let into this folder.
      process.getuid?.() === 0 ? "user root;" : "",
      `daemon off; pid ${folder}/pid; error_log ${folder}/errors;`,
      `events {} http { include ${types}; access_log off; ${temporary.join(" ")}\n${server}\n}`,
    ];
    writeFileSync(join(folder, "nginx.conf"), lines.join("\n"));
    return ["-e", join(folder, "errors"), "-c", join(folder, "nginx.conf")];
  },
  caddy: (_: string, folder: string, port: number): string[] => {
    const site = replaced(documented("caddy"), [
      ["zarrdrop.example.org {", `http://localhost:${port} {`],
      ["root * /srv/zarrdrop", `root * ${APP}`],
    ]);
    writeFileSync(join(folder, "Caddyfile"), `{\n\tadmin off\n}\n${site}\n`);
    return ["run", "--adapter", "caddyfile", "--config", join(folder, "Caddyfile")];
  },
};

for (const name of ["nginx", "caddy"] as const) {
  test(`${name} with the lines of docs/deploy.md sends all headers with every file, and the page has nothing to tell`, async ({
    browserOfTest,
    request,
  }) => {
    const program = findServer(ROOT, name);
    test.skip(program === null, `no ${name} here`);
    const folder = mkdtempSync(join(tmpdir(), `zarrdrop-${name}-`));
    const port = await freePort();
    const words = SERVERS[name](program!, folder, port);
    const environment = { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
    const server = spawn(program!, words, { stdio: "ignore", env: environment });
    const url = `http://localhost:${port}/`;
    try {
      await expect.poll(() => request.get(url).then((answer) => answer.status(), String)).toBe(200);
      const files = readdirSync(APP, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const paths = files.map(({ parentPath, name: file }) => join(parentPath, file).slice(APP.length + 1));
      for (const path of ["", "no-such-file", "assets/no-such-file", ...paths]) {
        const answer = await request.get(url + path);
        const isMissing = path.endsWith("no-such-file") || path === "_headers";
        expect(answer.status(), path).toBe(isMissing ? 404 : 200);
        const headers = answer.headers();
        for (const [header, value] of Object.entries(SECURITY_HEADERS)) {
          expect(headers[header.toLowerCase()], `${header} of ${path}`).toBe(value);
        }
        if (isMissing) continue;
        expect(headers["cache-control"], path).toBe(
          path.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache",
        );
        expect(headers["content-type"], path).toMatch(typeOf(path));
      }
      const page = await browserOfTest.context.newPage();
      await page.goto(url);
      await page.evaluate(() => navigator.serviceWorker.ready);
      await page.reload();
      await expect(page.getByText("OME-TIFF set")).toBeVisible();
      await page.waitForLoadState("networkidle");
      await expect(page.getByRole("note")).toHaveCount(0);
    } finally {
      await ended(server);
      rmSync(folder, { recursive: true });
    }
  });
}

/** A block of the document, in its language. */
function documented(language: string): string {
  return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "su").exec(DOCUMENT)![1]!;
}

function replaced(text: string, pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((before, [from, to]) => {
    expect(before).toContain(from);
    return before.replace(from, () => to);
  }, text);
}

function typeOf(path: string): RegExp {
  if (path.endsWith(".wasm")) return /^application\/wasm$/u;
  if (path.endsWith(".js")) return /^(?:text|application)\/javascript\b/u;
  if (path.endsWith(".webmanifest")) return /^application\/manifest\+json\b/u;
  if (path.endsWith(".css")) return /^text\/css\b/u;
  if (path === "" || path.endsWith(".html")) return /^text\/html; charset=utf-8$/u;
  if (path.endsWith(".txt")) return /^text\/plain\b/u;
  if (path.endsWith(".woff2")) return /^(?:font|application)\/(?:font-)?woff2\b/u;
  return /^image\/(?:png|svg\+xml|webp)\b/u;
}

async function ended(server: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => server.once("exit", resolve));
  if (server.exitCode === null && server.kill()) await gone;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
