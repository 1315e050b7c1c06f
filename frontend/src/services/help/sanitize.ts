/** What servers write about code comes from whoever wrote the code: of its markup only what shapes a text is kept. */
import purify from "dompurify";

const SHAPES = ["p", "br", "hr", "pre", "code", "span", "em", "strong", "del", "blockquote", "ul", "ol", "li"];
const HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"];
const TABLES = ["table", "thead", "tbody", "tr", "th", "td"];

/** Classes colour code; styles, addresses and pictures do not stay. */
export const sanitize = (html: string): string =>
  purify.sanitize(html, { ALLOWED_TAGS: [...SHAPES, ...HEADINGS, ...TABLES], ALLOWED_ATTR: ["class"] });
