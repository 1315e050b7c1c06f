// What the commands decide of the server's environment, and only where the environment has not decided.
import path from "node:path";
import { Failure } from "./failure.mjs";
import { DATA } from "./paths.mjs";

const DEFAULT_PORT = 8080;
const HIGHEST_PORT = 65535;

/** Settings of the server that tests choose themselves: a developer's own database is none of theirs. */
const SERVER_SETTINGS = [
  "ALLOWED_ORIGINS",
  "AUTH_CREATE_TOKEN",
  "DATABASE_URL",
  "HOST",
  "LOG_FORMAT",
  "LOG_LEVEL",
  "PORT",
  "REDIS_PREFIX",
  "REDIS_URL",
  "REPOSITORY_TYPE",
  "STATIC_DIR",
  "VITE_API_URL",
  "VITE_WS_URL",
  "WEB_CONCURRENCY",
  "WORKERS",
];

/**
 * The environment with a SQLite file under data/, unless it says where sessions are kept. Empty counts as not said.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withDatabase(env) {
  const type = env.REPOSITORY_TYPE || "sqlite";
  if (env.DATABASE_URL || type !== "sqlite") return env;
  return { ...env, DATABASE_URL: `sqlite:///${path.join(DATA, "algoroom.db")}` };
}

/**
 * The environment for tests: without any setting of the server.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withoutSettings(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !SERVER_SETTINGS.includes(name)));
}

/**
 * The port that the environment asks for; 0 lets the system choose one.
 * @param {NodeJS.ProcessEnv} env
 * @returns {number}
 * @throws {Failure}
 */
export function readPort(env) {
  const value = (env.PORT ?? "").trim();
  if (value === "") return DEFAULT_PORT;
  if (/^\d+$/.test(value) && Number(value) <= HIGHEST_PORT) return Number(value);
  throw new Failure(`PORT must be a whole number from 0 to ${HIGHEST_PORT} (0: any free port), and it is "${value}".`);
}
