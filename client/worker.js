// Shows what the relay sends while no page is open (Push API), and opens the page that it is about.
// It runs without a page and must start in a moment, so it is the one program here that is no
// WebAssembly. Served as /worker.js, which is what lets it speak for the whole site.
"use strict";

// What was shown already, by the ids of messages: a relay that was killed may send one again.
const KEPT = 64;
async function is_known(id) {
  const shown = await caches.open("shown");
  const key = `/shown/${encodeURIComponent(id)}`;
  if (await shown.match(key)) return true;
  await shown.put(key, new Response());
  const keys = await shown.keys();
  await Promise.all(keys.slice(0, -KEPT).map((old) => shown.delete(old)));
  return false;
}

// Of one space the newest word stands alone. Browsers want something shown for every message, so one
// that came again is shown without a sound, and taken away if its first was.
async function show_one(said) {
  const { id, title, body, url, tag, at } = said;
  const known = await is_known(id);
  const there = await self.registration.getNotifications({ tag });
  await self.registration.showNotification(title, {
    body,
    tag,
    renotify: !known,
    silent: known,
    timestamp: at,
    icon: "/assets/icons/app-192.png",
    data: { id, url },
  });
  if (known && there.length === 0) {
    const again = await self.registration.getNotifications({ tag });
    again.forEach((shown) => shown.close());
  }
}

// One after another: of two that are the same the second must find the first.
let before = Promise.resolve();
function show(said) {
  before = before.catch(() => {}).then(() => show_one(said));
  return before;
}

async function open(path) {
  const to = new URL(path, self.location.origin);
  if (to.origin !== self.location.origin) return;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((page) => new URL(page.url).pathname === to.pathname);
  await (there ? there.focus() : self.clients.openWindow(to.href));
}

// The browser changes its subscription by itself now and then.
async function renew(before, after) {
  const now = after || (await self.registration.pushManager.subscribe(await options_of(before)));
  const { endpoint, keys } = now.toJSON();
  await fetch("/api/reminding/push", {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      endpoint,
      p256dh: keys.p256dh,
      auth: keys.auth,
      language: self.navigator.language.startsWith("fr") ? "fr" : "en",
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    }),
  });
}

async function options_of(before) {
  if (before) return before.options;
  const told = await (await fetch("/api/reminding")).json();
  return { userVisibleOnly: true, applicationServerKey: told.push_key };
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => {
  let said;
  try {
    said = event.data.json();
  } catch {
    return;
  }
  event.waitUntil(show(said));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.url));
});
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renew(event.oldSubscription, event.newSubscription));
});
