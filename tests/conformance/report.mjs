// The table at the end: plan, module, what came of it.
import { inspect } from "node:util";

// Reads the events of a test run; gives the number of failures.
export async function report(events, faults) {
  const rows = [];
  const broken = [];
  const path = [];
  for await (const { type, data } of events) {
    if (type === "test:start") path[data.nesting] = data.name;
    if (type === "test:stderr") process.stderr.write(data.message);
    if (type !== "test:pass" && type !== "test:fail") continue;
    const suite = data.details.type === "suite";
    if (suite || data.nesting === 0) {
      // A suite fails with its tests; on its own only when it could not begin.
      if (type === "test:fail" && data.details.error?.failureType !== "subtestsFailed") broken.push([data.name, data.details.error]);
      continue;
    }
    const row = { plan: path[data.nesting - 1] ?? "", module: data.name, skip: data.skip, ms: data.details.duration_ms };
    if (type === "test:fail") row.error = data.details.error;
    rows.push(row);
  }
  for (const [name, error] of broken) rows.push({ plan: name, module: "(the plan itself)", error });
  for (const line of await faults()) rows.push({ plan: "(the server)", module: "saw a fault of its own", error: line });

  const bad = rows.filter((row) => row.error);
  for (const { plan, module, error } of bad) console.log(`---- ${plan} ${module} ----\n${why(error)}\n`);
  const width = Math.max(...rows.map((row) => row.plan.length));
  const middle = Math.max(...rows.map((row) => row.module.length));
  for (const row of rows) console.log(`${row.plan.padEnd(width)} | ${row.module.padEnd(middle)} | ${result(row)}`);
  for (const { plan, module } of bad) console.log(`test ${plan} ${module} ... FAILED`);
  const absent = rows.filter((row) => row.skip !== undefined && !row.error).length;
  console.log(`\ntest result: ${rows.length - bad.length} passed; ${bad.length} failed; of those that passed ${absent} check that something is not offered`);
  return bad.length;
}

function result({ error, skip }) {
  if (error) return "failed";
  return skip === undefined ? "passed" : `not offered: ${skip}`;
}

function why(error) {
  if (typeof error === "string") return error;
  const cause = error?.cause ?? error;
  const text = cause?.stack ?? inspect(cause);
  return text.split("\n").filter((line) => !line.includes("(node:")).join("\n");
}
