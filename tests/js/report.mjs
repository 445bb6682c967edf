// The table at the end: plan, module, what came of it.
import { inspect } from "node:util";

// Reads the events of a test run; gives the number of failures.
export async function report(events, faults) {
  const rows = [];
  const path = [];
  for await (const { type, data } of events) {
    if (type === "test:start") path[data.nesting] = data.name;
    if (type === "test:stderr") process.stderr.write(data.message);
    if (type !== "test:pass" && type !== "test:fail") continue;
    const error = type === "test:fail" ? data.details.error : undefined;
    if (data.details.type !== "suite" && data.nesting > 0) {
      rows.push({ plan: path[data.nesting - 1], module: data.name, skip: data.skip, error });
    } else if (error && error.failureType !== "subtestsFailed") {
      // A suite fails with its tests; on its own only when it could not begin.
      rows.push({ plan: data.name, module: "(the plan itself)", error });
    }
  }
  for (const line of await faults()) rows.push({ plan: "(the server)", module: "saw a fault of its own", error: line });
  if (rows.length === 0) rows.push({ plan: "(the run)", module: "nothing was run", error: "no plan has this name" });
  return print(rows);
}

function print(rows) {
  const bad = rows.filter((row) => row.error);
  for (const [reason, those] of byReason(bad)) {
    for (const { plan, module } of those) console.log(`---- ${plan} ${module} ----`);
    console.log(`${reason}\n`);
  }
  const [plans, modules] = ["plan", "module"].map((name) => Math.max(...rows.map((row) => row[name].length)));
  for (const row of rows) console.log(`${row.plan.padEnd(plans)} | ${row.module.padEnd(modules)} | ${result(row)}`);
  for (const { plan, module } of bad) console.log(`test ${plan} ${module} ... FAILED`);
  const absent = rows.filter((row) => row.skip !== undefined && !row.error).length;
  const more = absent > 0 ? `; of those that passed ${absent} check that something is not offered` : "";
  console.log(`\ntest result: ${rows.length - bad.length} passed; ${bad.length} failed${more}`);
  return bad.length;
}

function byReason(rows) {
  const groups = new Map();
  for (const row of rows) {
    const reason = why(row.error);
    groups.set(reason, [...(groups.get(reason) ?? []), row]);
  }
  return groups;
}

function result({ error, skip }) {
  if (error) return "failed";
  return skip === undefined ? "passed" : `not offered: ${skip}`;
}

function why(error) {
  if (typeof error === "string") return error;
  const cause = error?.cause ?? error;
  const text = cause?.stack ?? inspect(cause);
  const lines = text.split("\n").filter((line) => !line.includes("(node:") && !line.includes(" node:internal"));
  // The libraries keep what the server answered there.
  if (cause?.cause !== undefined) lines.push(inspect(cause.cause, { depth: 1 }));
  return lines.join("\n");
}
