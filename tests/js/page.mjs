// As much of HTML as our own pages need.

// The first tag of a kind that holds a mark.
export function element(page, name, mark) {
  return page.split("<").find((piece) => piece.startsWith(`${name} `) && piece.split(">")[0].includes(mark));
}

// What stands in a form.
export function form(page, id) {
  const start = page.indexOf(`<form id="${id}"`);
  if (start < 0) throw new Error(`no form ${id}`);
  return page.slice(start, page.indexOf("</form>", start));
}

// The hidden fields of a form.
export function hidden(text) {
  const inputs = text.match(/<input type="hidden"[^>]*>/g) ?? [];
  return inputs.map((input) => [attribute(input, "name"), attribute(input, "value")]);
}

// An attribute of a tag, as the author meant it.
export function attribute(tag, name) {
  const found = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(tag);
  if (!found) throw new Error(`no ${name} in <${tag}`);
  return found[1].replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal, hex, word) => {
    if (decimal) return String.fromCodePoint(Number(decimal));
    if (hex) return String.fromCodePoint(parseInt(hex, 16));
    return { amp: "&", quot: '"', lt: "<", gt: ">", apos: "'" }[word] ?? all;
  });
}
