// Compiles the standard library's headers and writes them to standard output; what and how comes as JSON from clang.ts.
import { readFileSync } from "node:fs";
import { runClang } from "@yowasp/clang";

const [, , order = "{}"] = process.argv;
const { source, folder, name, product, args } = JSON.parse(order);

// The package tells its progress by console.log, and standard output is the product's alone.
console.log = console.error;

const files = { [folder]: { [name]: readFileSync(source, "utf8") } };
const complain = (bytes) => bytes !== null && process.stderr.write(bytes);
const made = await runClang(args, files, { stdout: complain, stderr: complain });
process.stdout.write(made[product]);
