// The chat page: draws what the server tells, carries what is typed and tapped back to it.
import { bubble, element } from "./message.js";
import { WORDS } from "./words.js";

const at = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const user = query.get("user") ?? "1";
const pressed = new Map(); // query id → the button that waits for its answer
const early = new Map(); // answers that came before the tap's own reply

let state = null;
let words = WORDS.ar;
let typingEnds = 0;

function connect() {
  const wanted = query.get("lang");
  const events = new EventSource(`/chat/events?user=${encodeURIComponent(user)}${wanted ? `&lang=${wanted}` : ""}`);
  events.onmessage = ({ data }) => {
    const { kind, value } = JSON.parse(data);
    HEARD[kind]?.(value);
  };
  events.onerror = () => setStatus(words.offline);
}

const HEARD = {
  state(value) {
    state = { ...value, messages: new Map(value.messages.map((message) => [message.message_id, message])) };
    draw();
  },
  message(message) {
    const isNew = !state.messages.has(message.message_id);
    state.messages.set(message.message_id, message);
    setStatus(words.bot);
    isNew ? append(message) : replace(message);
    arrange();
  },
  deleted(id) {
    state.messages.delete(id);
    draw();
  },
  typing() {
    setStatus(words.typing);
    typingEnds = Date.now() + 5000;
    setTimeout(() => Date.now() >= typingEnds && setStatus(words.bot), 5100);
  },
  answer(answer) {
    const key = pressed.get(answer.id);
    if (!key) early.set(answer.id, answer);
    settle(key, answer);
  },
};

// Drawing

function draw() {
  words = WORDS[state.user.language_code] ?? WORDS.en;
  document.documentElement.lang = state.user.language_code ?? "en";
  document.documentElement.dir = words.dir;
  document.title = state.bot.name;
  at("name").textContent = state.bot.name;
  label();
  setStatus(words.bot);
  at("log").replaceChildren();
  for (const message of state.messages.values()) append(message, { quietly: true });
  arrange();
  toEnd("instant");
}

function label() {
  at("field").placeholder = words.field;
  at("field").setAttribute("aria-label", words.field);
  at("send").setAttribute("aria-label", words.send);
  at("attach").setAttribute("aria-label", words.attach);
  at("menu").querySelector("span").textContent = words.menu;
  at("languages").setAttribute("aria-label", words.languages);
  at("down").setAttribute("aria-label", words.down);
  at("alert-close").textContent = words.close;
  at("start").textContent = words.start;
  at("note").textContent = words.note;
  const text = state.bot.description || state.bot.short_description;
  at("about").replaceChildren(element("h2", {}, words.about), element("p", { dir: "auto" }, text));
  for (const button of at("languages").children) {
    button.setAttribute("aria-pressed", String(button.dataset.language === state.user.language_code));
  }
}

function arrange() {
  const isNew = state.messages.size === 0;
  const opens = at("composer").hidden && !isNew;
  at("start").hidden = !isNew;
  at("composer").hidden = isNew;
  // Not on a phone, where the keyboard would cover the answer.
  if (opens && matchMedia("(pointer: fine)").matches) at("field").focus({ preventScroll: true });
  at("about").hidden = !isNew || !at("about").lastElementChild?.textContent;
  at("menu").hidden = state.commands.length === 0;
}

const mine = (message) => String(message.from?.id) === String(state.user.id);
const nameOf = (message) => (mine(message) ? words.you : state.bot.name);
const view = () => ({ words, mine, nameOf, act: { press, write, show, copy, bot: state.bot.username } });

function append(message, { quietly = false } = {}) {
  const log = at("log");
  const near = isNearEnd();
  const day = dayOf(message);
  if (log.dataset.day !== day || !log.childElementCount) log.append(separator(message));
  log.dataset.day = day;
  const node = bubble(message, view());
  if (!quietly) node.classList.add("fresh");
  log.append(node);
  if (quietly) return;
  near || mine(message) ? toEnd() : (at("down").hidden = false);
}

function replace(message) {
  const near = isNearEnd();
  const node = bubble(message, view());
  node.classList.add("changed");
  const old = at(`m${message.message_id}`);
  const wasFocused = old?.contains(document.activeElement);
  old?.replaceWith(node);
  // A screen edited in place keeps the keyboard where it was.
  if (wasFocused) (node.querySelector(".key") ?? at("field")).focus({ preventScroll: true });
  if (near) toEnd();
}

const dayOf = (message) => new Date(message.date * 1000).toDateString();

function separator(message) {
  const day = new Date(message.date * 1000);
  const ago = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(day).setHours(0, 0, 0, 0)) / 86400000);
  const named = [words.today, words.yesterday][ago];
  const text = named ?? new Intl.DateTimeFormat(words.locale, { day: "numeric", month: "long" }).format(day);
  return element("div", { className: "day", role: "separator" }, element("span", {}, text));
}

function setStatus(text) {
  at("status").textContent = text;
}

// Scrolling

const scroller = at("scroller");
const isNearEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;

function toEnd(behavior = "smooth") {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  requestAnimationFrame(() => scroller.scrollTo({ top: scroller.scrollHeight, behavior: calm ? "instant" : behavior }));
}

function show(id) {
  const node = at(`m${id}`);
  node?.scrollIntoView({ block: "center", behavior: "smooth" });
  node?.classList.remove("changed");
  requestAnimationFrame(() => node?.classList.add("changed"));
}

scroller.addEventListener("scroll", () => {
  if (isNearEnd()) at("down").hidden = true;
});
at("down").addEventListener("click", () => toEnd());

// Writing

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ user, ...body }),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function write(text) {
  try {
    await post("/chat/send", { text });
  } catch {
    toast(words.failed);
  }
}

at("start").addEventListener("click", () => write("/start"));

at("attach").addEventListener("click", () => at("file").click());

at("file").addEventListener("change", () => {
  for (const file of at("file").files) attach(file);
  at("file").value = ""; // so that the same file can be chosen again
});

/** Send a file; what is in it is for the bot to judge. */
async function attach(file) {
  try {
    const answer = await fetch(`/chat/attach?${new URLSearchParams({ user, name: file.name })}`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body: file,
    });
    if (!answer.ok) toast(answer.status === 413 ? words.tooLarge : words.failed);
  } catch {
    toast(words.failed);
  }
}

scroller.addEventListener("dragover", (event) => event.preventDefault());
scroller.addEventListener("drop", (event) => {
  event.preventDefault();
  if (!at("composer").hidden) for (const file of event.dataTransfer.files) attach(file);
});

at("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = at("field");
  const text = field.value.trim();
  if (!text) return;
  field.value = "";
  grow();
  offer();
  write(text);
});

function grow() {
  const field = at("field");
  field.classList.toggle("tall", field.value.includes("\n") || field.value.length > 60);
  at("send").classList.toggle("ready", field.value.trim() !== "");
}

at("field").addEventListener("input", () => {
  grow();
  offer();
});

at("field").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" && !at("commands").hidden) {
    event.preventDefault();
    at("commands").querySelector("button")?.focus();
  } else if (event.key === "Escape") {
    hideCommands();
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    at("composer").requestSubmit();
  }
});

// The command menu

function offer() {
  const typed = at("field").value;
  const fitting = /^\/\w*$/.test(typed) ? state.commands.filter(({ command }) => `/${command}`.startsWith(typed)) : [];
  fitting.length ? showCommands(fitting) : hideCommands();
}

function showCommands(commands) {
  at("commands").replaceChildren(...commands.map(({ command, description }) => {
    const choice = element("button", { type: "button" },
      element("bdi", { className: "name", dir: "ltr" }, `/${command}`), element("span", { dir: "auto" }, description));
    choice.setAttribute("role", "option");
    choice.addEventListener("click", () => choose(command));
    return element("li", { role: "presentation" }, choice);
  }));
  at("commands").hidden = false;
  at("menu").setAttribute("aria-expanded", "true");
}

function hideCommands() {
  at("commands").hidden = true;
  at("menu").setAttribute("aria-expanded", "false");
}

function choose(command) {
  hideCommands();
  at("field").value = "";
  grow();
  at("field").focus();
  write(`/${command}`);
}

at("menu").addEventListener("click", () => {
  at("commands").hidden ? showCommands(state.commands) : hideCommands();
});

at("commands").addEventListener("keydown", (event) => {
  const choices = [...at("commands").querySelectorAll("button")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    const next = choices.indexOf(document.activeElement) + step;
    (choices[next] ?? at("field")).focus();
  } else if (event.key === "Escape") {
    hideCommands();
    at("field").focus();
  }
});

document.addEventListener("click", (event) => {
  if (!event.target.closest(".foot")) hideCommands();
});

// Tapping

async function press(message, data, key) {
  if (key.classList.contains("waiting")) return;
  key.classList.add("waiting");
  key.setAttribute("aria-busy", "true");
  try {
    const { id } = await post("/chat/press", { message_id: message.message_id, data });
    early.has(id) ? settle(key, early.get(id)) : pressed.set(id, key);
    early.delete(id);
    setTimeout(() => pressed.has(id) && settle(key, { id, text: "" }), 15000);
  } catch {
    settle(key, { text: words.gone });
  }
}

function settle(key, answer) {
  pressed.delete(answer.id);
  key?.classList.remove("waiting");
  key?.removeAttribute("aria-busy");
  if (!key || !answer.text) return;
  answer.show_alert ? alertWith(answer.text) : toast(answer.text);
}

async function copy(text) {
  await navigator.clipboard.writeText(text);
  toast(words.copied);
}

let toastTimer = 0;
function toast(text) {
  const node = at("toast");
  node.textContent = text;
  node.classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => node.classList.remove("shown"), 3500);
}

function alertWith(text) {
  at("toast").classList.remove("shown");
  at("alert-text").textContent = text;
  at("alert").showModal();
}

// Language

at("languages").addEventListener("click", (event) => {
  const language = event.target.closest("button")?.dataset.language;
  if (!language) return;
  query.set("lang", language);
  history.replaceState(null, "", `?${query}`);
  post("/chat/language", { language }).catch(() => toast(words.failed));
});

connect();
