use std::time::Duration;

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use causerie_tests::person::PATIENCE;
use causerie_tests::post_office::PushService;
use causerie_tests::shots;
use causerie_tests::world::{Demo, TONE_HZ, story};

use crate::announced_and_begun::IN_TEN_MINUTES;

/// Stands where the browser would speak to its maker's push service, which is out of reach here: the
/// page gets a subscription at ours. Everything else is the browser's own.
fn subscribed_at(subscription: &Value) -> String {
    format!(
        "() => {{
            const own = {subscription};
            const key = 'subscribed';
            const made = () => ({{
                toJSON: () => ({{ endpoint: own.endpoint, keys: {{ p256dh: own.p256dh, auth: own.auth }} }}),
                unsubscribe: async () => {{ localStorage.removeItem(key); return true; }},
            }});
            PushManager.prototype.subscribe = async options => {{
                if (!options.userVisibleOnly || options.applicationServerKey.length < 80) throw 0;
                localStorage.setItem(key, '1');
                return made();
            }};
            PushManager.prototype.getSubscription = async () => localStorage.getItem(key) ? made() : null;
        }}"
    )
}

/// What this site's notifications show.
const SHOWN: &str = "
    const worker = await navigator.serviceWorker.ready;
    const shown = await worker.getNotifications();
    return shown.map(it => [it.title, it.body, it.data.url]);";

const PUT_AWAY: &str = "
    const worker = await navigator.serviceWorker.ready;
    (await worker.getNotifications()).forEach(it => it.close());";

/// Announced, asked for by somebody without an account, called off no page; begun, the browser is told
/// and shows it once, and it leads into the space.
#[test]
fn a_sleeping_browser_is_told() {
    story(Demo::None, async |world| {
        let push = PushService::open().await;
        let ada = world.person("Ada").await?;
        ada.has_an_account("ada_l").await?;
        ada.opens("/announce").await?;
        ada.writes("title-input", "Songs by night").await?;
        let soon = ada.page().eval(IN_TEN_MINUTES).await?;
        ada.sets("starts-input", soon.as_str().unwrap_or_default()).await?;
        ada.clicks("announce-button").await?;
        ada.is_told("Announced").await?;
        let space = ada.path().await?;

        let ben = world.person("Ben").await?;
        let site = world.url("");
        let granted = json!({ "permissions": ["notifications"], "origin": site });
        ben.page().devtools("Browser.grantPermissions", granted).await?;
        ben.page().before_every_page(&subscribed_at(&push.subscription("ok", "bens"))).await?;
        ben.opens(&space).await?;
        ben.sees_no("bell").await?;
        ben.clicks("remind").await?;
        ben.reads_in("remind", "You will be reminded").await?;
        ben.sets("lead", "30").await?;
        ben.waits("document.querySelector('#lead').value === '30'", "the choice to stay").await?;
        ben.clicks("device-on").await?;
        ben.reads_in("device-tells", "also while no page is open").await?;
        ben.opens(&space).await?;
        ben.reads_in("device-tells", "also while no page is open").await?;
        ben.sees("bell").await?;
        shots::take(ben.page(), "coming-browser-tells").await?;
        let policy = "return (await fetch('/worker.js')).headers.get('content-security-policy');";
        let policy = ben.page().eval(policy).await?;
        ensure!(policy.as_str().is_some_and(|it| it.contains("connect-src 'self'")), "{policy}");
        // No page of ours is open any more.
        ben.page().goto("about:blank").await?;

        ada.clicks("begin").await?;
        ada.chooses_a_microphone().await?;
        ada.clicks("go-live-button").await?;
        let came = push.comes("bens", 1).await;
        let said = &came.first().context("nothing came")?.text;
        // Our service cannot reach into the browser, so what came is handed in as the real one would.
        ben.opens("/").await?;
        ben.page().eval("await navigator.serviceWorker.ready").await?;
        ben.page().devtools("ServiceWorker.enable", json!({})).await?;
        let message = json!({ "origin": site, "registrationId": "0", "data": said.to_string() });
        for _ in 0..2 {
            ben.page().devtools("ServiceWorker.deliverPushMessage", message.clone()).await?;
        }
        let shown = format!("await (async () => {{ {SHOWN} }})()");
        ben.waits(&format!("({shown}).length"), "a notification").await?;
        let shown = ben.page().eval(SHOWN).await?;
        let expected = json!([["Songs by night", "Ada is live. Come in.", space]]);
        ensure!(shown == expected, "it shows {shown}");
        // Put away, it stays away, whatever comes again.
        ben.page().eval(PUT_AWAY).await?;
        ben.page().devtools("ServiceWorker.deliverPushMessage", message).await?;
        tokio::time::sleep(Duration::from_millis(700)).await;
        ensure!(ben.page().eval(SHOWN).await? == json!([]), "it is shown again");

        ben.rings().await?;
        ben.clicks("bell").await?;
        ben.reads_in("notification", "Has begun").await?;
        ben.opens(shown[0][2].as_str().unwrap_or_default()).await?;
        ben.listens().await?;
        ben.hears_tone(TONE_HZ, PATIENCE).await.map(drop)
    });
}
