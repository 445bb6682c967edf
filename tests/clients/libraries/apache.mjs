import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, test } from "node:test";
import { openBrowser, signIn } from "../../js/browser.mjs";
import { IDENTIFIER, PASSWORD, join, register } from "../client.mjs";

const PROGRAM = "/usr/sbin/apache2";
const MODULES = "/usr/lib/apache2/modules";
const DEADLINE_MS = 20_000;

describe("Apache with mod_auth_openidc", () => {
  test("signs a person in, in a browser, and out again", { timeout: 120_000 }, async () => {
    const server = await join();
    const port = await freePort();
    const site = `http://127.0.0.1:${port}`;
    const redirect = `${site}/inside/callback`;
    const after = `${site}/after.html`;
    const { client_id, client_secret } = await register(server, "Apache", ["--redirect-uri", redirect, "--logout-uri", after]);
    const apache = await Apache.start(port, { issuer: server.issuer, client_id, client_secret, redirect });
    const browser = await openBrowser().catch(async (error) => {
      await apache.stop();
      throw error;
    });
    try {
      const { page } = browser;
      await page.goto(`${site}/inside/page.html`);
      await signIn(page, { issuer: server.issuer, identifier: IDENTIFIER, password: PASSWORD });
      await page.waitForURL(`${site}/inside/page.html`).catch(async (error) => assert.fail(`${error.message}\n${await apache.log()}`));
      assert.equal(await page.textContent("#phone"), IDENTIFIER);
      const sub = await page.textContent("#sub");
      assert.match(sub, /^\S{8,}$/);

      await page.goto(`${redirect}?logout=${encodeURIComponent(after)}`);
      const ask = page.locator("#logout-yes");
      if (await ask.count()) await ask.click();
      await page.waitForURL((url) => url.href.startsWith(after));
      await page.goto(`${site}/inside/page.html`);
      assert.equal(await page.locator("#login").count(), 1, "the person has to sign in again");
    } finally {
      await browser.close();
      await apache.stop();
    }
  });
});

// A private instance with a folder of its own.
class Apache {
  static async start(port, client) {
    const apache = new Apache();
    apache.dir = await mkdtemp(path.join(tmpdir(), "fid_apache_"));
    await chmod(apache.dir, 0o755);
    await mkdir(path.join(apache.dir, "www/inside"), { recursive: true });
    await mkdir(path.join(apache.dir, "cache"));
    await chmod(path.join(apache.dir, "cache"), 0o777);
    const page = '<!doctype html><title>Inside</title><p id="sub"><!--#echo var="OIDC_CLAIM_sub" --></p><p id="phone"><!--#echo var="OIDC_CLAIM_phone_number" --></p>';
    await writeFile(path.join(apache.dir, "www/inside/page.html"), page);
    await writeFile(path.join(apache.dir, "www/after.html"), "<!doctype html><title>After</title>");
    const file = path.join(apache.dir, "apache.conf");
    await writeFile(file, configuration(apache.dir, port, client));
    apache.child = spawn(PROGRAM, ["-f", file, "-D", "FOREGROUND"], { stdio: ["ignore", "inherit", "inherit"] });
    apache.ended = new Promise((resolve) => apache.child.once("exit", resolve).once("error", resolve));
    for (const end = Date.now() + DEADLINE_MS; ; ) {
      const answer = await fetch(`http://127.0.0.1:${port}/after.html`).catch(() => null);
      if (answer?.ok) return apache;
      if (apache.child.exitCode !== null || Date.now() > end) {
        const log = await apache.log();
        await apache.stop();
        throw new Error(`Apache does not start (Debian: libapache2-mod-auth-openidc)\n${log}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  log() {
    return readFile(path.join(this.dir, "error.log"), "utf8").catch(() => "");
  }

  async stop() {
    this.child.kill("SIGTERM");
    await this.ended;
    await rm(this.dir, { recursive: true, force: true });
  }
}

function configuration(dir, port, { issuer, client_id, client_secret, redirect }) {
  const modules = ["mpm_event", "authn_core", "authz_core", "authz_user", "mime", "include", "auth_openidc"];
  return `
ServerRoot "${dir}"
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile "${dir}/apache.pid"
ErrorLog "${dir}/error.log"
${process.getuid() === 0 ? "User www-data\nGroup www-data" : ""}
${modules.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join("\n")}
TypesConfig /dev/null
AddType text/html .html
DocumentRoot "${dir}/www"
OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCSSLValidateServer Off
OIDCClientID ${client_id}
OIDCClientSecret ${client_secret}
OIDCRedirectURI ${redirect}
OIDCCryptoPassphrase ${randomBytes(24).toString("hex")}
OIDCScope "openid read.phone"
OIDCPKCEMethod S256
OIDCCacheType file
OIDCCacheDir "${dir}/cache"
<Location /inside>
  AuthType openid-connect
  Require valid-user
  Options +Includes
  SetOutputFilter INCLUDES
</Location>
`;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
