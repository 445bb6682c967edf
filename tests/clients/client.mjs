// What the libraries' tests share: the server, a person, a client.
import { Person } from "../js/person.mjs";
import { Server } from "../js/server.mjs";

export const { IDENTIFIER, PASSWORD } = process.env;
export const CALLBACK = "https://rp.example/callback";

export const join = () => {
  if (!process.env.SERVER) throw new Error("start the libraries' tests with run.mjs");
  return Server.join(process.env.SERVER);
};

export const visitor = (server) => new Person(server.issuer, IDENTIFIER, PASSWORD);

// A client that asks for a phone number, and for an e-mail address if it may.
export function register(server, name, flags = []) {
  const asks = ["--required", "read.phone", "--optional", "read.email"];
  return server.addClient(name, [...asks, ...(flags.includes("--redirect-uri") ? [] : ["--redirect-uri", CALLBACK]), ...flags]);
}
