/** The page's API client. */
export { ApiError, NetworkError } from "./errors";
export { fetchLanguages } from "./languages";
export { type LogProgress, type LogRequest, readLog } from "./log";
export {
  type CreatedSession,
  createSession,
  deleteSession,
  getLinks,
  getSession,
  type LinkRole,
  type NewSession,
  type ReplacedLink,
  replaceLink,
  requestTicket,
  type SessionLinks,
  type SessionRecord,
} from "./sessions";
export { apiUrl, syncSocketUrl } from "./urls";
