// A person with a browser, as small as one can be: cookies, redirects, forms.
import { element, form, hidden, attribute } from "./page.mjs";

const MOST_STEPS = 15;

export class Person {
  #cookies = new Map();

  constructor(issuer, identifier, password) {
    Object.assign(this, { origin: new URL(issuer).origin, identifier, password });
  }

  // Follows our own pages until the browser is sent to the client; returns that address.
  async authorize(url) {
    const end = await this.go(url);
    if (end.kind !== "sent") throw new Error(`not sent to the client: ${end.kind} ${end.code ?? ""} ${end.text?.slice(0, 400)}`);
    return end.url;
  }

  // Goes to an address and through the pages that follow. It ends with one of
  //   { kind: "sent", url, params, by: "redirect" | "page" | "form_post", body? }  the client's address is reached
  //   { kind: "error", code, status, text }                                        an error page
  //   { kind: "page", name, status, text }                                         a page to stop at, or one that asks nothing
  // and always tells the names of the pages on the way in `seen`.
  async go(url, { decision = "allow", stop = [], post } = {}) {
    const seen = [];
    let answer = await this.fetch(url, post === undefined ? {} : { method: "POST", body: post });
    for (let step = 0; step < MOST_STEPS; step++) {
      const location = answer.headers.get("location");
      if (location) {
        const next = new URL(location, this.origin);
        if (next.origin !== this.origin) return { kind: "sent", by: "redirect", url: next, params: next.searchParams, seen };
        answer = await this.fetch(next);
        continue;
      }
      const text = await answer.text();
      const name = nameOf(text);
      const page = { kind: "page", name, status: answer.status, text, seen };
      if (name) seen.push(name);
      if (name === "error-page") {
        return { ...page, kind: "error", code: attribute(element(text, "main", 'id="error-page"'), "data-error") };
      }
      if (stop.includes(name)) return page;
      switch (name) {
        case "hand-off": {
          const next = new URL(attribute(element(text, "a", 'id="hand-off"'), "href"));
          return { kind: "sent", by: "page", url: next, params: next.searchParams, seen };
        }
        case "form-post": {
          const action = new URL(attribute(element(text, "form", 'id="form-post"'), "action"));
          const params = new URLSearchParams(hidden(form(text, "form-post")));
          return { kind: "sent", by: "form_post", url: action, params, seen };
        }
        case "login":
          answer = await this.submit(page, { identifier: this.identifier, password: this.password, action: "password" });
          break;
        case "consent":
          answer = await this.submit(page, { decision, grant: grants(text) });
          break;
        case "accounts":
          answer = await this.submit(page, { user: attribute(element(text, "button", 'name="user"'), "value") });
          break;
        case "logout":
          answer = await this.submit(page, { decision: "logout" });
          break;
        case "logged-out": {
          const back = /<meta http-equiv="refresh" content="[^"]*url=([^"]*)"/.exec(text);
          if (!back) return page;
          const next = new URL(attribute(`x="${back[1]}"`, "x"));
          return { kind: "sent", by: "page", url: next, params: next.searchParams, text, seen };
        }
        default:
          return page;
      }
    }
    throw new Error(`too many steps: ${seen.join(", ")}`);
  }

  // Sends the form of a page, with what is hidden in it.
  submit(page, fields) {
    const body = new URLSearchParams(hidden(form(page.text, page.name)));
    for (const [name, value] of Object.entries(fields)) {
      for (const one of [value].flat()) body.append(name, one);
    }
    const action = attribute(element(page.text, "form", `id="${page.name}"`), "action");
    return this.fetch(new URL(action, this.origin), { method: "POST", body });
  }

  async fetch(url, options = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { cookie, "accept-language": "en", ...options.headers };
    const answer = await fetch(url, { ...options, redirect: "manual", headers });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (/;\s*max-age=0/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return answer;
  }
}

const NAMES = ["error-page", "hand-off", "form-post", "login", "consent", "accounts", "logout", "logged-out"];

function nameOf(text) {
  return NAMES.find((name) => text.includes(`id="${name}"`)) ?? null;
}

// Everything that may be ticked.
function grants(text) {
  return [...form(text, "consent").matchAll(/<input type="checkbox" name="grant"[^>]*>/g)].map(([tag]) => attribute(tag, "value"));
}
