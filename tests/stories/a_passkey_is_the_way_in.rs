use anyhow::{Result, ensure};
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::world::{Demo, story};

/// A passkey makes an account and opens it without a handle being typed; a second one opens it
/// when the first is lost; and a session that is ended from elsewhere is over.
#[test]
fn a_passkey_is_the_way_in() {
    story(Demo::None, async |world| {
        let me = world.url("/api/account");
        let ben = world.person_with("Ben", Microphone::Refused, Autoplay::Allowed).await?;
        ben.page().before_every_page(OFFER_WHEN_TOLD).await?;
        ben.opens("/sign-up").await?;
        let laptop = ben.page().add_authenticator().await?;

        ben.writes("name-input", "Ben").await?;
        ben.clicks("passkey-button").await?;
        ben.sees("recovery-codes").await?;
        ben.clicks("codes-kept").await?;
        ben.sees("own-menu").await?;
        let held = laptop.credentials().await?;
        ensure!(held.len() == 1 && held[0].is_resident_credential, "{held:?}");
        ensure!(held[0].user_name.as_deref() == Some("ben"), "{held:?}");

        ben.signs_out().await?;
        ben.clicks("sign-in-link").await?;
        ben.clicks("passkey-button").await?;
        ben.sees("own-menu").await?;

        // The same account in another browser, which the first can be signed out of; and a passkey
        // that the browser offers by itself, in the field of the handle.
        let elsewhere = ben.page().cookie("causerie_session").await?;
        ben.page().forget_cookies().await?;
        ben.page().eval("sessionStorage.offer = 'yes'").await?;
        ben.opens("/sign-in").await?;
        ben.sees("own-menu").await?;
        ben.page().eval("delete sessionStorage.offer").await?;
        ensure!(answers(&me, &elsewhere).await? == 200, "two browsers are signed in");

        laptop.is_lost().await?;
        let phone = ben.page().add_authenticator().await?;
        ben.opens("/settings").await?;
        ben.clicks("add-passkey").await?;
        ben.writes("label-input", "My phone").await?;
        ben.clicks("make-passkey").await?;
        ben.reads_on_the_page("My phone").await?;
        ensure!(phone.credentials().await?.len() == 1, "the phone holds a passkey");

        ben.clicks("sign-out-others").await?;
        ben.is_told("Everywhere else, you are signed out").await?;
        ben.waits(
            "!document.querySelector('[data-testid=sign-out-others]')",
            "this browser to be the only one",
        )
        .await?;
        ensure!(answers(&me, &elsewhere).await? == 401, "the other session is over");

        ben.signs_out().await?;
        ben.clicks("sign-in-link").await?;
        ben.clicks("passkey-button").await?;
        ben.sees("own-menu").await?;
        ensure!(phone.credentials().await?[0].sign_count > 0, "the phone signed");

        // Nobody shows who they are: it is said, and the password is still on offer.
        ben.signs_out().await?;
        phone.verifies(false).await?;
        ben.clicks("sign-in-link").await?;
        ben.clicks("passkey-button").await?;
        let stopped = ben.reads("form-error").await?;
        ensure!(stopped.contains("Try once more"), "{stopped}");
        ben.sees("password-input").await
    });
}

async fn answers(door: &str, session: &str) -> Result<u16> {
    let request = reqwest::Client::new().get(door);
    let request = request.header("cookie", format!("causerie_session={session}"));
    Ok(request.send().await?.status().as_u16())
}

/// A browser offers passkeys in the field of the handle, and the authenticator of a story takes any
/// offer at once: before the button could be pressed, if nobody held it back.
const OFFER_WHEN_TOLD: &str = "() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => !!sessionStorage.offer;
}";
