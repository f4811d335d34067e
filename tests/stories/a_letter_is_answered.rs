use causerie_tests::post_office::MailServer;
use causerie_tests::shots;
use causerie_tests::world::{Demo, story};

use crate::announced_and_begun::IN_TEN_MINUTES;

/// An address is given, confirmed by the button that its letter leads to, written to, and given up by
/// the button at the end of every letter.
#[test]
fn a_letter_is_answered() {
    story(Demo::None, async |world| {
        let mail = MailServer::open(0).await;
        world.writes_letters_by(&mail.url).await?;
        let ben = world.person("Ben").await?;
        ben.has_an_account("ben_w").await?;
        ben.opens("/settings").await?;
        ben.writes("address-input", "ben").await?;
        ben.clicks("give-address").await?;
        ben.reads_on_the_page("This is no e-mail address").await?;
        ben.writes("address-input", "ben@example.org").await?;
        ben.clicks("give-address").await?;
        ben.reads_in("address-state", "Look into your mailbox").await?;
        let letters = mail.comes(1).await;
        let link = world.url(&letters[0].link("/api/reminding/confirm?token="));
        ben.page().goto(&link).await?;
        ben.page().click("button").await?;
        ben.reads_on_the_page("Reminders come to this address from here on").await?;
        ben.opens("/settings").await?;
        ben.reads_in("address-state", "Reminders come to this address").await?;
        shots::take(ben.page(), "settings-reminders").await?;

        let ada = world.person("Ada").await?;
        ada.has_an_account("ada_l").await?;
        ada.opens("/announce").await?;
        ada.writes("title-input", "Tea at four").await?;
        let soon = ada.page().eval(IN_TEN_MINUTES).await?;
        ada.sets("starts-input", soon.as_str().unwrap_or_default()).await?;
        ada.clicks("announce-button").await?;
        ada.is_told("Announced").await?;
        let space = ada.path().await?;
        ben.opens(&space).await?;
        ben.clicks("remind").await?;
        ben.reads_in("remind", "You will be reminded").await?;
        ada.clicks("call-off").await?;
        ada.writes("reason-input", "Ill").await?;
        ada.clicks("confirm-button").await?;
        let letters = mail.comes(2).await;
        ben.opens(&letters[1].link("/s/")).await?;
        ben.reads_in("coming", "Ill").await?;
        let link = world.url(&letters[1].link("/api/reminding/unsubscribe?token="));
        ben.page().goto(&link).await?;
        ben.page().click("button").await?;
        ben.reads_on_the_page("No more e-mails will come").await?;
        ben.opens("/settings").await?;
        ben.sees("address-input").await
    });
}
