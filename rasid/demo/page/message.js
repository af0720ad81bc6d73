// A Bot API message as DOM nodes. Text only ever enters as text nodes.

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span",
};
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

export function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** The bubble of one message with its buttons; `act` has `press`, `write`, `show`, `copy` and the bot's name. */
export function bubble(message, { words, mine, nameOf, act }) {
  const body = element("div", { className: "bubble" });
  if (message.reply_to_message) body.append(quoted(message.reply_to_message, words, nameOf, act));
  if (message.photo) body.append(photo(message, words));
  if (message.document) body.append(attachment(message, words));
  const text = message.text ?? message.caption ?? "";
  const entities = message.entities ?? message.caption_entities ?? [];
  const shown = element("div", { className: "text" });
  shown.append(formatted(text, entities, act), meta(message, words));
  body.append(shown);
  const item = element("article", { className: mine(message) ? "message out" : "message in", id: `m${message.message_id}` }, body);
  item.setAttribute("aria-label", nameOf(message));
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (rows.length) item.append(keyboard(message, rows, words, act));
  return item;
}

function meta(message, words) {
  const at = new Date(message.date * 1000);
  const time = element("time", { dateTime: at.toISOString() }, clock(at, words));
  const edited = message.edit_date ? `${words.edited} ` : null;
  return element("span", { className: "meta" }, edited, time);
}

function clock(at, words) {
  return new Intl.DateTimeFormat(words.locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

function quoted(message, words, nameOf, act) {
  const text = (message.text ?? message.caption ?? words.photo).replaceAll("\n", " ");
  const button = element("button", { type: "button", className: "quoted" },
    element("b", { dir: "auto" }, nameOf(message)), element("span", { dir: "auto" }, text));
  button.addEventListener("click", () => act.show(message.message_id));
  return button;
}

function photo(message, words) {
  const size = message.photo.at(-1);
  return element("img", { className: "photo", src: `/chat/file/${size.file_id}`, width: size.width, height: size.height,
    alt: message.caption ?? words.photo });
}

function attachment(message, words) {
  const name = message.document.file_name ?? words.document;
  return element("a", { className: "document", href: `/chat/file/${message.document.file_id}`, download: name },
    element("span", { dir: "auto" }, name));
}

function keyboard(message, rows, words, act) {
  const lines = rows.map((row) => element("div", { className: "row" }, ...row.map((button) => key(message, button, words, act))));
  return element("div", { className: "keyboard" }, ...lines);
}

function key(message, button, words, act) {
  const label = element("span", { dir: "auto" }, button.text);
  if (button.url) {
    const outward = link(button.url, act);
    outward.className = "key url";
    outward.setAttribute("aria-description", words.opens);
    outward.append(label);
    return outward;
  }
  const node = element("button", { type: "button", className: "key" }, label);
  if (button.copy_text) node.addEventListener("click", () => act.copy(button.copy_text.text));
  else if (button.callback_data) node.addEventListener("click", () => act.press(message, button.callback_data, node));
  else node.disabled = true;
  return node;
}

/** `text` with its entities as a fragment; offsets count UTF-16 units, as JavaScript's do. */
export function formatted(text, entities, act) {
  const fragment = document.createDocumentFragment();
  fill(fragment, text, 0, text.length, nest(entities), act);
  return fragment;
}

/** A tree of entities: each holds those inside it. Telegram sends them nested and outermost first. */
function nest(entities) {
  const root = { offset: 0, end: Infinity, inner: [] };
  const open = [root];
  for (const entity of entities) {
    const node = { ...entity, end: entity.offset + entity.length, inner: [] };
    while (node.offset >= open.at(-1).end) open.pop();
    open.at(-1).inner.push(node);
    open.push(node);
  }
  return root.inner;
}

function fill(parent, text, start, end, nodes, act) {
  let at = start;
  let trim = false;
  for (const node of nodes) {
    const block = BLOCKS.has(node.type);
    plain(parent, text.slice(at, node.offset), trim, block);
    const made = wrap(node, text.slice(node.offset, node.end), act);
    fill(made, text, node.offset, Math.min(node.end, end), node.inner, act);
    parent.append(made);
    at = Math.min(node.end, end);
    trim = block;
  }
  plain(parent, text.slice(at, end), trim, false);
}

/** Plain text; the line end that a block makes by itself is left out. */
function plain(parent, text, afterBlock, beforeBlock) {
  const from = afterBlock && text.startsWith("\n") ? 1 : 0;
  const to = beforeBlock && text.length > from && text.endsWith("\n") ? -1 : undefined;
  const kept = text.slice(from, to);
  if (kept) parent.append(kept);
}

function wrap(node, text, act) {
  switch (node.type) {
    case "text_link": return link(node.url, act);
    case "url": return link(text.includes("://") ? text : `http://${text}`, act);
    case "email": return link(`mailto:${text}`, act);
    case "bot_command": {
      // A link and no button: buttons are boxes, and Telegram lets commands flow with the letters around them.
      const command = element("a", { href: "#", className: "command" });
      command.addEventListener("click", (event) => {
        event.preventDefault();
        act.write(text);
      });
      return command;
    }
    case "hashtag": case "mention": case "text_mention": case "cashtag":
      return element("span", { className: "tag" });
    case "spoiler": {
      const hidden = element("span", { className: "spoiler", tabIndex: 0 });
      hidden.addEventListener("click", () => hidden.classList.toggle("seen"));
      return hidden;
    }
    case "blockquote": case "expandable_blockquote": case "pre":
      return element(TAGS[node.type], { dir: "auto" });
    default: return element(TAGS[node.type] ?? "span");
  }
}

function link(url, act) {
  const node = element("a", { href: safe(url), target: "_blank", rel: "noopener noreferrer" });
  const payload = startPayload(url, act.bot);
  if (payload === null) return node;
  node.addEventListener("click", (event) => {
    event.preventDefault();
    act.write(`/start ${payload}`);
  });
  return node;
}

/** What a deep link to this very bot would start it with, null for any other link. */
function startPayload(url, bot) {
  const found = /^https?:\/\/t\.me\/(\w+)\?start=([\w-]{1,64})$/.exec(url);
  return found?.[1].toLowerCase() === bot.toLowerCase() ? found[2] : null;
}

function safe(url) {
  return /^(https?|mailto|tg):/i.test(url) ? url : "about:blank";
}
