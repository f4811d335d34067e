// Shows what the relay sends while no page is open (Push API), and opens the page that it is about.
// It runs without a page and must start in a moment, so it is the one program here that is no
// WebAssembly. Served as /worker.js, which is what lets it speak for the whole site.
"use strict";

// Of one space the newest word stands alone; what was sent twice is shown once, and silently.
async function show(said) {
  const { id, title, body, url, tag, at } = said;
  const there = await self.registration.getNotifications({ tag });
  const known = there.some((shown) => shown.data && shown.data.id === id);
  await self.registration.showNotification(title, {
    body,
    tag,
    renotify: !known,
    silent: known,
    timestamp: at,
    icon: "/assets/icons/app-192.png",
    data: { id, url },
  });
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
  const options = before && before.options;
  const now = after || (options && (await self.registration.pushManager.subscribe(options)));
  if (!now) return;
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
