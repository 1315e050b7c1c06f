/** Lets the page speak to a server of another origin, where the build is told of one (src/api/urls.ts). */

/** Headers by their names. */
export type Headers = Readonly<Record<string, string>>;

const POLICY = "Content-Security-Policy";
const OWN_ORIGIN = "connect-src 'self'";

/**
 * The origins that `VITE_API_URL` and `VITE_WS_URL` name, as the page connects to them; none where they are empty or
 * paths of the page's own origin.
 * @throws Error that names the variable when its value is no address of a web server.
 */
export function serverOrigins(env: Readonly<Record<string, unknown>>): readonly string[] {
  const api = originOf("VITE_API_URL", env.VITE_API_URL, ["http:", "https:"]);
  // The page makes ws of http, so either may be written.
  const sockets = originOf("VITE_WS_URL", env.VITE_WS_URL, ["http:", "https:", "ws:", "wss:"])?.replace(/^http/, "ws");
  return [api, sockets].filter((origin) => origin !== undefined);
}

/** The page's headers with these origins added to what it may connect to. */
export function connectingTo(page: Headers, origins: readonly string[]): Headers {
  if (origins.length === 0) return page;
  const policy = page[POLICY] ?? "";
  if (!policy.includes(OWN_ORIGIN)) throw new Error(`headers.json no longer says "${OWN_ORIGIN}" of the page.`);
  return { ...page, [POLICY]: policy.replace(OWN_ORIGIN, [OWN_ORIGIN, ...origins].join(" ")) };
}

function originOf(name: string, value: unknown, protocols: readonly string[]): string | undefined {
  if (typeof value !== "string" || value === "" || /^\/(?!\/)/.test(value)) return undefined;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !protocols.includes(url.protocol)) {
    throw new Error(`${name} is "${value}", which is no address such as ${protocols.at(-1)}//algoroom.example.`);
  }
  return `${url.protocol}//${url.host}`;
}
