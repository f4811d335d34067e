use anyhow::Result;
use causerie_tests::account::Account;
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::page::Page;
use causerie_tests::shop::{DECLINES, WANTS_CONFIRMATION};
use causerie_tests::shots::{self, Theme, prefers};
use causerie_tests::world::{Demo, World, story};
use causerie_tests::{axe, person::Person};
use serde_json::{Value, json};

const TITLE: &str = "What the harbour hears at night";

/// Whoever buys: the shop and each of its steps, with and without an account.
#[test]
fn the_pages_of_buying_shut_nobody_out() {
    story(Demo::None, async |world| {
        let (ada, space) = a_host(world).await?;
        let shop = format!("{space}/tickets");
        let guest = ada.lends_the_machine_to("Cleo").await?;
        guest.opens(&shop).await?;
        guest.sees("shop-sign-in").await?;
        is_for_everybody(guest.page(), "shop-without-an-account").await?;

        let ben = ada.lends_the_machine_to("Ben").await?;
        ben.has_an_account("ben_w").await?;
        ben.opens("/tickets").await?;
        ben.reads_on_the_page("No ticket yet").await?;
        is_for_everybody(ben.page(), "tickets-none").await?;
        ben.opens(&shop).await?;
        ben.writes("code-input", "NEMO").await?;
        ben.clicks("hold-button").await?;
        ben.sees("form-error").await?;
        is_for_everybody(ben.page(), "shop").await?;
        ben.writes("code-input", "harbour").await?;
        ben.takes_a_seat().await?;
        ben.chooses_card(DECLINES).await?;
        ben.clicks("pay-button").await?;
        ben.reads("form-error").await?;
        is_for_everybody(ben.page(), "shop-declined").await?;
        ben.chooses_card(WANTS_CONFIRMATION).await?;
        ben.clicks("pay-button").await?;
        ben.sees("confirm-pay").await?;
        is_for_everybody(ben.page(), "shop-confirm").await?;
        ben.clicks("confirm-pay").await?;
        ben.sees("own-ticket").await?;
        ben.waits("document.querySelector('.qr')?.naturalWidth > 0", "a code").await?;
        is_for_everybody(ben.page(), "shop-receipt").await?;
        ben.clicks("give-ticket").await?;
        ben.sees("give-dialog").await?;
        is_for_everybody(ben.page(), "shop-give").await?;
        ben.escapes().await?;
        ben.clicks("return-ticket").await?;
        ben.sees("return-dialog").await?;
        is_for_everybody(ben.page(), "shop-return").await?;
        ben.escapes().await?;
        ben.opens("/tickets").await?;
        ben.sees("ticket").await?;
        is_for_everybody(ben.page(), "tickets").await
    });
}

/// Who waits, and who looks on.
#[test]
fn the_pages_of_waiting_shut_nobody_out() {
    story(Demo::None, async |world| {
        let (ada, space) = a_host(world).await?;
        let first = world.account("first_of_all", "First").await?;
        first.buys(&space).await?;
        let ben = ada.lends_the_machine_to("Ben").await?;
        ben.has_an_account("ben_w").await?;
        ben.opens(&format!("{space}/tickets")).await?;
        ben.page().click("[data-testid=tier]:not(:checked)").await?;
        ben.sees("join-waiting").await?;
        is_for_everybody(ben.page(), "shop-sold-out").await?;
        ben.clicks("join-waiting").await?;
        ben.sees("leave-waiting").await?;
        is_for_everybody(ben.page(), "shop-waiting").await?;
        ben.opens(&space).await?;
        ben.sees("get-ticket").await?;
        is_for_everybody(ben.page(), "coming-with-tickets").await?;
        ada.turns_to_this_tab().await?;
        ada.begins(&space).await?;
        ben.turns_to_this_tab().await?;
        ben.reads_in("listen-button", "Listen for 30 s free").await?;
        is_for_everybody(ben.page(), "space-without-a-ticket").await
    });
}

/// Who sells: the form, how it goes, who bought, and what it all earned.
#[test]
fn the_pages_of_selling_shut_nobody_out() {
    story(Demo::None, async |world| {
        let (ada, space) = a_host(world).await?;
        let sell = format!("{space}/sell");
        let mut holders: Vec<(Account, String)> = Vec::new();
        for (handle, name) in [("ben_w", "Ben"), ("cleo_de_la_tour", "Cléo"), ("dan_r", "Dan")] {
            let holder = world.account(handle, name).await?;
            let order = holder.buys_of(&space, usize::from(handle != "ben_w")).await?;
            holders.push((holder, order));
        }
        let (given_back, order) = &holders[1];
        given_back.sends(&format!("{order}/refund"), json!({})).await?;
        given_back.finds(order, |it| it["payment"]["state"] == "refunded").await?;
        ada.opens(&sell).await?;
        ada.reads_in("sell", "@ben_w").await?;
        is_for_everybody(ada.page(), "sell-book").await?;
        ada.clicks("refund").await?;
        ada.sees("sell-dialog").await?;
        is_for_everybody(ada.page(), "sell-refund").await?;
        ada.escapes().await?;
        ada.opens("/earnings").await?;
        ada.sees("statement").await?;
        is_for_everybody(ada.page(), "earnings").await?;

        let other = ada.announces("A second night").await?;
        ada.opens(&format!("{other}/sell")).await?;
        ada.writes("tier-price-0-input", "free").await?;
        ada.clicks("add-code").await?;
        ada.clicks("sell-button").await?;
        ada.sees("form-error").await?;
        is_for_everybody(ada.page(), "sell-refused").await?;
        let ben = ada.lends_the_machine_to("Ben").await?;
        ben.has_an_account("ben_m").await?;
        ben.opens("/earnings").await?;
        ben.reads_on_the_page("Nothing earned yet").await?;
        is_for_everybody(ben.page(), "earnings-none").await?;
        ada.turns_to_this_tab().await?;
        let host = ada.at_the_doors().await?;
        host.sends(&format!("/api/announcements{}/cancel", &space[2..]), json!({})).await?;
        ada.opens(&format!("{space}/tickets")).await?;
        ada.reads_on_the_page("This space does not take place").await?;
        is_for_everybody(ada.page(), "shop-called-off").await
    });
}

async fn a_host(world: &mut World) -> Result<(Person, String)> {
    let ada = world.person_with("Ada", Microphone::Tone(440), Autoplay::Allowed).await?;
    ada.has_an_account("ada_l").await?;
    let space = ada.sells(TITLE, wanted()).await?;
    Ok((ada, space))
}

fn wanted() -> Value {
    json!({
        "currency": "EUR",
        "tiers": [
            { "name": "Front row, by the window", "price": "24", "number": 1 },
            { "name": "Seat", "price": "12.50", "number": 1200 },
        ],
        "codes": [{ "code": "harbour", "percent_off": 20, "uses": 40 }],
        "refund_min": 0,
        "preview_s": 30,
    })
}

/// Judged by axe in both themes, and kept for eyes at each width.
async fn is_for_everybody(page: &Page, name: &str) -> Result<()> {
    page.to_front().await?;
    for theme in Theme::BOTH {
        prefers(page, theme).await?;
        axe::holds(page, &format!("{name}, {theme:?}")).await?;
    }
    shots::take(page, name).await
}
