// A small site on loopback: it serves what it is told to and remembers what it was asked.
import { createServer } from "node:http";

export class Site {
  #pages = new Map();
  #waiting = [];
  asked = [];

  static async open() {
    const site = new Site();
    site.server = createServer((request, response) => site.#answer(request, response));
    await new Promise((resolve) => site.server.listen(0, "127.0.0.1", resolve));
    site.origin = `http://127.0.0.1:${site.server.address().port}`;
    return site;
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  // Serves a body, or what a function of the request gives; tells the address.
  serve(path, body, type = "application/json") {
    this.#pages.set(path, { body, type });
    return this.origin + path;
  }

  // Waits until somebody has asked for a path.
  async wasAsked(path, within = 20_000) {
    const end = Date.now() + within;
    for (;;) {
      const found = this.asked.find((one) => one.path === path);
      if (found) return found;
      if (Date.now() > end) throw new Error(`${path} was not asked for; asked were: ${this.asked.map((one) => one.path).join(", ")}`);
      await new Promise((resolve) => {
        this.#waiting.push(resolve);
        setTimeout(resolve, 200);
      });
    }
  }

  async #answer(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url, this.origin);
    const told = {
      path: url.pathname, query: url.searchParams, method: request.method, headers: request.headers, body: Buffer.concat(chunks).toString(),
    };
    this.asked.push(told);
    for (const wake of this.#waiting.splice(0)) wake();
    const page = this.#pages.get(url.pathname);
    if (!page) {
      response.writeHead(404).end();
      return;
    }
    const body = typeof page.body === "function" ? page.body(told) : page.body;
    const bytes = typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    response.writeHead(200, { "content-type": page.type, "cache-control": "no-store" }).end(bytes);
  }
}
