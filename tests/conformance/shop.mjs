// A relying party in a real browser: its pages are served on loopback.
import assert from "node:assert/strict";
import { openBrowser, signIn } from "../js/browser.mjs";
import { PASSWORD } from "../js/server.mjs";
import { WANTS_PAGE } from "./modules/core.mjs";
import { random } from "./rp.mjs";

export class Shop {
  static async open(v, { frontchannel, ...members }) {
    const shop = new Shop();
    Object.assign(shop, { v, site: await v.world.site(), mark: random(6) });
    const serve = (name) => shop.site.serve(`/${name}/${shop.mark}`, `<!doctype html><title>${name}</title>`, "text/html");
    const callback = serve("callback");
    const after = serve("after");
    shop.afterPath = new URL(after).pathname;
    if (frontchannel) {
      members.frontchannel_logout_uri = serve("frontchannel");
      shop.frontchannelPath = new URL(members.frontchannel_logout_uri).pathname;
    }
    shop.rp = await v.client({ redirect_uris: [callback], post_logout_redirect_uris: [after], ...members });
    shop.after = after;
    shop.browser = await openBrowser();
    shop.page = shop.browser.page;
    return shop;
  }

  async #answer(request) {
    await this.page.goto(this.rp.url(request).href);
    await signIn(this.page, { issuer: this.v.as.issuer, identifier: this.v.world.person.identifier, password: PASSWORD });
    const url = new URL(this.page.url());
    return this.rp.came({ kind: "sent", by: "redirect", url, params: url.searchParams, seen: [] });
  }

  async signIn() {
    const request = this.rp.request();
    const answer = await this.#answer(request);
    return { ...(await this.rp.exchange(answer, request)), params: answer.params };
  }

  // Signs out and comes back.
  async leave({ tokens }, state) {
    const url = new URL(this.v.as.end_session_endpoint);
    for (const [name, value] of Object.entries({ id_token_hint: tokens.id_token, post_logout_redirect_uri: this.after, state })) url.searchParams.set(name, value);
    await this.page.goto(url.href);
    const ask = this.page.locator("#logout-yes");
    if (await ask.count()) await ask.click();
    await this.page.waitForURL((there) => there.href.startsWith(this.after));
    assert.equal(this.page.url(), `${this.after}?state=${state}`);
  }

  async isSignedOut() {
    const answer = await this.#answer(this.rp.request({ prompt: "none" }));
    assert.ok(WANTS_PAGE.includes(answer.params.get("error")), answer.url.href);
  }

  // Asks the provider's frame about a session (Session Management §3.2).
  async ask(message) {
    const address = this.site.serve(`/session/${random(4)}`, sessionPage(this.v.as.check_session_iframe), "text/html");
    await this.page.goto(address);
    await this.page.waitForFunction("window.ready === true");
    await this.page.evaluate(`window.ask(${JSON.stringify(message)})`);
    await this.page.waitForFunction("window.said !== undefined");
    const [said, origin] = await this.page.evaluate("window.said");
    assert.equal(origin, new URL(this.v.as.issuer).origin, "the provider's frame answers");
    return said;
  }

  close() {
    return this.browser.close();
  }
}

function sessionPage(frame) {
  return `<!doctype html><title>Session</title>
<iframe id="op" src="${frame}" onload="window.ready = true"></iframe>
<script>
window.ask = (text) => document.getElementById("op").contentWindow.postMessage(text, new URL("${frame}").origin);
window.addEventListener("message", (event) => { window.said = [event.data, event.origin]; });
</script>`;
}
