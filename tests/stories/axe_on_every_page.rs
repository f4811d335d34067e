use causerie_tests::axe;
use causerie_tests::shots::{Theme, prefers};
use causerie_tests::world::{Demo, story};

#[test]
fn axe_on_every_page() {
    story(Demo::OnAir, async |world| {
        let person = world.person("Ada").await?;
        for theme in Theme::BOTH {
            prefers(person.page(), theme).await?;

            person.opens("/").await?;
            person.sees("space-card").await?;
            axe::holds(person.page(), &format!("home, {theme:?}")).await?;

            // What ended a moment ago is listed for half a second more.
            const ONE: &str = "document.querySelectorAll('[data-testid=space-card]').length === 1";
            person.waits(ONE, "the demo alone on air").await?;
            person.clicks("space-card").await?;
            person.sees("listen-button").await?;
            axe::holds(person.page(), &format!("a space before listening, {theme:?}")).await?;
            person.listens().await?;
            axe::holds(person.page(), &format!("a space while listening, {theme:?}")).await?;

            person.opens("/new").await?;
            axe::holds(person.page(), &format!("create, {theme:?}")).await?;
            person.clicks("create-button").await?;
            person.reads("form-error").await?;
            axe::holds(person.page(), &format!("create, refused, {theme:?}")).await?;

            person.creates_a_space("For every ear").await?;
            person.chooses_a_microphone().await?;
            axe::holds(person.page(), &format!("the microphone chooser, {theme:?}")).await?;
            person.goes_live().await?;
            axe::holds(person.page(), &format!("on stage, {theme:?}")).await?;
            person.page().keys("?").await?;
            person.sees("keys-dialog").await?;
            axe::holds(person.page(), &format!("the keys, {theme:?}")).await?;
            person.escapes().await?;

            person.clicks("end-button").await?;
            person.sees("confirm-button").await?;
            axe::holds(person.page(), &format!("the last question, {theme:?}")).await?;
            person.clicks("confirm-button").await?;
            person.is_in_state("ended").await?;
            axe::holds(person.page(), &format!("an ended space, {theme:?}")).await?;
        }
        Ok(())
    });
}

#[test]
fn axe_on_a_host_with_hands_up() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.hosts("For every hand").await?;
        let [first, _second] = host.has_hands_up(&space).await?;
        for theme in Theme::BOTH {
            prefers(host.page(), theme).await?;
            axe::holds(host.page(), &format!("hands, {theme:?}")).await?;
            host.clicks("dismiss").await?;
            host.sees("reason-input").await?;
            axe::holds(host.page(), &format!("a hand that is put down, {theme:?}")).await?;
            host.clicks("dismiss-cancel").await?;
            prefers(first.page(), theme).await?;
            axe::holds(first.page(), &format!("the own hand, {theme:?}")).await?;
        }
        host.clicks("bring-on-stage").await?;
        first.chooses_a_microphone().await?;
        first.escapes().await?;
        for theme in Theme::BOTH {
            prefers(host.page(), theme).await?;
            host.clicks("seat-menu").await?;
            host.sees("seat-show-out").await?;
            axe::holds(host.page(), &format!("the menu of a seat, {theme:?}")).await?;
            host.clicks("seat-show-out").await?;
            axe::holds(host.page(), &format!("the question about a seat, {theme:?}")).await?;
            host.escapes().await?;
        }
        first.chooses_for("Ben", "seat-step-down").await?;
        host.invites("ben_w").await?;
        first.sees("accept-invitation").await?;
        for theme in Theme::BOTH {
            prefers(first.page(), theme).await?;
            axe::holds(first.page(), &format!("an invitation, {theme:?}")).await?;
        }
        Ok(())
    });
}

#[test]
fn axe_on_the_green_room_and_on_what_is_for_oneself() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        host.has_an_account("ada_l").await?;
        host.opens("/new").await?;
        host.writes("title-input", "For every voice").await?;
        host.clicks("backstage").await?;
        host.clicks("create-button").await?;
        host.chooses_a_microphone().await?;
        let space = host.path().await?;
        host.clicks("go-live-button").await?;
        host.sees("open-doors").await?;
        let ben = host.lends_the_machine_to("Ben").await?;
        ben.has_an_account("ben_w").await?;
        ben.opens(&space).await?;
        ben.is_in_state("backstage").await?;
        for theme in Theme::BOTH {
            prefers(host.page(), theme).await?;
            axe::holds(host.page(), &format!("backstage, {theme:?}")).await?;
            prefers(ben.page(), theme).await?;
            axe::holds(ben.page(), &format!("before the beginning, {theme:?}")).await?;
        }
        host.turns_to_this_tab().await?;
        host.clicks("open-doors").await?;
        host.writes("part-input", "ben").await?;
        host.sees("attendee").await?;
        host.clicks("room-settings").await?;
        ben.turns_to_this_tab().await?;
        ben.chooses_for("Ada", "seat-block").await?;
        ben.clicks("confirm-button").await?;
        ben.sees("blocked-mark").await?;
        for theme in Theme::BOTH {
            prefers(host.page(), theme).await?;
            axe::holds(host.page(), &format!("the audience found, {theme:?}")).await?;
            prefers(ben.page(), theme).await?;
            ben.chooses_for("Ada", "seat-hear-not").await?;
            axe::holds(ben.page(), &format!("a voice that is off, {theme:?}")).await?;
            ben.chooses_for("Ada", "seat-report").await?;
            axe::holds(ben.page(), &format!("a report, {theme:?}")).await?;
            ben.escapes().await?;
            ben.chooses_for("Ada", "seat-hear-again").await?;
        }
        Ok(())
    });
}

#[test]
fn axe_on_the_talk_beside_the_talk() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.hosts("For every voice in writing").await?;
        let [first, _second] = host.has_talk_beside(&space).await?;
        host.clicks("room-settings").await?;
        host.clicks("log").await?;
        for theme in Theme::BOTH {
            for person in [&host, &first] {
                prefers(person.page(), theme).await?;
                for (width, height) in [(360, 760), (1440, 900)] {
                    person.page().resize(width, height).await?;
                    axe::holds(person.page(), &format!("{}, {width}, {theme:?}", person.name))
                        .await?;
                }
            }
        }
        host.clicks("poll-close").await?;
        for theme in Theme::BOTH {
            prefers(host.page(), theme).await?;
            for [opens, sends] in [["pin-open", "pin-submit"], ["poll-open", "poll-submit"]] {
                host.clicks(opens).await?;
                host.clicks(sends).await?;
                host.reads("form-error").await?;
                axe::holds(host.page(), &format!("{opens}, refused, {theme:?}")).await?;
                host.escapes().await?;
            }
        }
        Ok(())
    });
}

#[test]
fn axe_on_what_is_to_come() {
    story(Demo::None, async |world| {
        let ada = world.person("Ada").await?;
        ada.has_an_account("ada_l").await?;
        let guest = ada.lends_the_machine_to("Cleo").await?;
        guest.has_an_account("cleo_k").await?;
        ada.turns_to_this_tab().await?;
        for theme in Theme::BOTH {
            prefers(ada.page(), theme).await?;
            ada.opens("/announce").await?;
            ada.clicks("announce-button").await?;
            ada.reads("form-error").await?;
            axe::holds(ada.page(), &format!("announcing, refused, {theme:?}")).await?;
            ada.writes("title-input", "For every diary").await?;
            ada.clicks("announce-button").await?;
            ada.sees("begin-hint").await?;
            axe::holds(ada.page(), &format!("to come, for its host, {theme:?}")).await?;
            let space = ada.path().await?;
            ada.clicks("invite").await?;
            ada.reads("form-error").await?;
            ada.writes("handle-input", "cleo_k").await?;
            ada.clicks("invite").await?;
            ada.reads_in("guest", "no answer yet").await?;
            axe::holds(ada.page(), &format!("inviting, {theme:?}")).await?;
            guest.turns_to_this_tab().await?;
            prefers(guest.page(), theme).await?;
            guest.opens(&space).await?;
            guest.sees("accept").await?;
            axe::holds(guest.page(), &format!("invited ahead, {theme:?}")).await?;
            guest.clicks("accept").await?;
            guest.reads_in("invitation", "You said yes").await?;
            axe::holds(guest.page(), &format!("accepted ahead, {theme:?}")).await?;
            let ben = ada.lends_the_machine_to("Ben").await?;
            prefers(ben.page(), theme).await?;
            ben.opens(&space).await?;
            ben.sees("calendar-file").await?;
            axe::holds(ben.page(), &format!("to come, {theme:?}")).await?;
            ben.opens("/").await?;
            ben.sees("upcoming").await?;
            axe::holds(ben.page(), &format!("home with what is to come, {theme:?}")).await?;
            ada.turns_to_this_tab().await?;
            ada.clicks("call-off").await?;
            ada.sees("call-off-dialog").await?;
            axe::holds(ada.page(), &format!("calling off, {theme:?}")).await?;
            ada.clicks("confirm-button").await?;
            ada.reads_in("coming", "Called off").await?;
            axe::holds(ada.page(), &format!("called off, {theme:?}")).await?;
            ada.opens("/planned").await?;
            ada.sees("upcoming").await?;
            axe::holds(ada.page(), &format!("what was announced, {theme:?}")).await?;
        }
        Ok(())
    });
}
