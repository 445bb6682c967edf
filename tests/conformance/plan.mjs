// Plans of modules as tests of their names.
import { after, describe, test } from "node:test";
import { World } from "./world.mjs";

// A module ends with this when the server does not announce what the module is about; that it is
// not announced, and refused, has been checked by then.
class NotOffered {
  constructor(reason) {
    this.reason = reason;
  }
}

export function notOffered(reason) {
  return new NotOffered(reason);
}

// Runs modules of a table in the order of their names here. `prepare` makes of the world what each
// module is given; it is called once per plan.
export function plan(title, names, table, prepare) {
  describe(title, () => {
    let world, given;
    const begin = async () => {
      world = await World.open();
      return prepare(world);
    };
    after(() => world?.close());
    for (const name of names) {
      const module = table[name];
      if (!module) throw new Error(`${title}: no module ${name}`);
      test(name, { timeout: 60_000 }, async (t) => {
        given ??= begin();
        const end = await module(await given);
        if (end instanceof NotOffered) t.skip(end.reason);
      });
    }
  });
}
