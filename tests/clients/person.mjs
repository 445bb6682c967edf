// A person with a browser, as small as one can be: cookies, redirects, forms.
export class Person {
  #cookies = new Map();

  constructor(issuer, identifier, password) {
    Object.assign(this, { origin: new URL(issuer).origin, identifier, password });
  }

  async #fetch(url, options = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, { ...options, redirect: "manual", headers: { cookie, "accept-language": "en" } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.#cookies.set(name, value);
    }
    return answer;
  }

  // Follows our own pages until the browser is sent to the client; returns that address.
  async authorize(url) {
    let answer = await this.#fetch(url);
    for (let step = 0; step < 12; step++) {
      const location = answer.headers.get("location");
      if (location) {
        const next = new URL(location, this.origin);
        if (next.origin !== this.origin) return next;
        answer = await this.#fetch(next);
        continue;
      }
      const page = await answer.text();
      if (page.includes('id="hand-off"')) return new URL(attribute(tag(page, "a", 'id="hand-off"'), "href"));
      if (page.includes('id="login"')) {
        answer = await this.#submit(page, "/login", { identifier: this.identifier, password: this.password, action: "password" });
      } else if (page.includes('id="consent"')) {
        answer = await this.#submit(page, "/consent", { decision: "allow" });
      } else {
        throw new Error(`no known page: ${answer.status} ${page.slice(0, 400)}`);
      }
    }
    throw new Error("too many steps");
  }

  #submit(page, path, fields) {
    const form = new URLSearchParams(fields);
    for (const name of ["csrf_token", "track_id", "account"]) {
      const input = tag(page, "input", `name="${name}"`);
      if (input) form.set(name, attribute(input, "value"));
    }
    return this.#fetch(new URL(path, this.origin), { method: "POST", body: form });
  }
}

function tag(page, name, mark) {
  return page.split("<").find((piece) => piece.startsWith(name) && piece.includes(mark));
}

function attribute(text, name) {
  const value = new RegExp(`${name}="([^"]*)"`).exec(text)[1];
  return value.replaceAll("&amp;", "&").replaceAll("&#38;", "&").replaceAll("&quot;", '"');
}
