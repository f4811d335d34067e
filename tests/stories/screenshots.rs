use std::time::Duration;

use causerie_tests::shots;
use causerie_tests::world::{Demo, World, story};

/// Two people of the demo have spoken.
const WORDS_WITHIN: Duration = Duration::from_secs(40);

#[test]
fn screenshots_of_each_page() {
    story(Demo::OnAir, async |world| {
        let in_words = World::can_read_speech();
        if in_words {
            world.reads_speech().await?;
        }
        let person = world.person("Ada").await?;
        person.opens("/").await?;
        person.sees("space-card").await?;
        shots::take(person.page(), "home").await?;

        person.clicks("space-card").await?;
        person.sees("listen-button").await?;
        shots::take(person.page(), "space-at-the-door").await?;
        person.listens().await?;
        person.sees_somebody_speaking().await?;
        if in_words {
            let some =
                "document.querySelector('[data-testid=captions-lines]')?.textContent.length > 80";
            person.page().wait_until(some, WORDS_WITHIN, "what is said").await?;
        }
        shots::take(person.page(), "space-listening").await?;

        person.opens("/new").await?;
        shots::take(person.page(), "create").await?;
        person.clicks("create-button").await?;
        person.reads("form-error").await?;
        shots::take(person.page(), "create-refused").await?;

        person.creates_a_space("What the harbour hears at night").await?;
        person.chooses_a_microphone().await?;
        shots::take(person.page(), "space-microphone").await?;
        person.escapes().await?;
        shots::take(person.page(), "space-nobody-hears").await?;
        person.goes_live().await?;
        person.sees_somebody_speaking().await?;
        shots::take(person.page(), "space-on-stage").await?;
        person.mutes().await?;
        shots::take(person.page(), "space-muted").await?;
        person.clicks("end-button").await?;
        person.sees("confirm-button").await?;
        shots::take(person.page(), "space-last-question").await?;
        person.clicks("confirm-button").await?;
        person.is_in_state("ended").await?;
        shots::take(person.page(), "space-ended").await?;

        person.opens_what_is_not_there("/s/nowhere").await?;
        shots::take(person.page(), "not-found").await?;
        Ok(())
    });
}

#[test]
fn screenshots_of_an_empty_home_and_a_lost_relay() {
    story(Demo::None, async |world| {
        let person = world.person("Ada").await?;
        person.opens("/").await?;
        shots::take(person.page(), "home-empty").await?;
        person.creates_a_space("A short night").await?;
        person.goes_live().await?;
        world.crash().await?;
        person.is_in_state("reconnecting").await?;
        shots::take(person.page(), "space-reconnecting").await
    });
}

#[test]
fn screenshots_of_hands_and_those_who_take_them() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.hosts("What the harbour hears at night").await?;
        let [first, second] = host.has_hands_up(&space).await?;
        first.turns_to_this_tab().await?;
        shots::take(first.page(), "space-own-hand").await?;
        host.turns_to_this_tab().await?;
        shots::take(host.page(), "space-hands").await?;
        host.clicks("dismiss").await?;
        host.writes("reason-input", "Another time").await?;
        shots::take(host.page(), "space-dismissal").await?;
        host.clicks("dismiss-cancel").await?;
        host.clicks("bring-on-stage").await?;
        host.clicks("bring-on-stage").await?;
        first.turns_to_this_tab().await?;
        first.goes_live().await?;
        shots::take(first.page(), "space-as-speaker").await?;
        second.chooses_a_microphone().await?;
        second.escapes().await?;
        host.turns_to_this_tab().await?;
        host.chooses_for("Ben", "seat-make-co-host").await?;
        host.sees_on_stage("Ben", "Co-host").await?;
        host.clicks("seat-menu").await?;
        host.sees("seat-show-out").await?;
        shots::take(host.page(), "space-seat-menu").await?;
        host.clicks("seat-hand-over").await?;
        shots::take(host.page(), "space-hand-over").await?;
        host.escapes().await?;
        first.chooses_for("Ben", "seat-step-down").await?;
        host.invites("ben_w").await?;
        first.turns_to_this_tab().await?;
        first.sees("accept-invitation").await?;
        shots::take(first.page(), "space-invited").await
    });
}

#[test]
fn screenshots_of_the_green_room_and_of_what_is_for_oneself() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.creates_a_space_backstage("What the harbour hears at night").await?;
        host.chooses_a_microphone().await?;
        shots::take(host.page(), "space-backstage-microphone").await?;
        host.clicks("go-live-button").await?;
        host.sees_somebody_speaking().await?;
        shots::take(host.page(), "space-backstage").await?;
        let ben = host.lends_the_machine_to("Ben").await?;
        ben.has_an_account("ben_w").await?;
        ben.opens(&space).await?;
        ben.is_in_state("backstage").await?;
        shots::take(ben.page(), "space-soon").await?;
        host.turns_to_this_tab().await?;
        host.clicks("open-doors").await?;
        host.writes("part-input", "ben").await?;
        host.sees("attendee").await?;
        host.clicks("room-settings").await?;
        shots::take(host.page(), "space-audience").await?;
        ben.turns_to_this_tab().await?;
        ben.clicks("seat-menu").await?;
        ben.sees("seat-report").await?;
        shots::take(ben.page(), "space-listener-menu").await?;
        ben.clicks("seat-hear-not").await?;
        shots::take(ben.page(), "space-unheard").await?;
        ben.chooses_for("Ada", "seat-report").await?;
        ben.clicks("harassment").await?;
        shots::take(ben.page(), "space-report").await
    });
}

#[test]
fn screenshots_of_the_talk_beside_the_talk() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.hosts_as("ada_l", "What the harbour hears at night").await?;
        let [first, second] = host.has_talk_beside(&space).await?;
        first.turns_to_this_tab().await?;
        shots::take(first.page(), "talk-audience").await?;
        second.turns_to_this_tab().await?;
        second.clicks("chat-fold").await?;
        shots::take(second.page(), "talk-folded").await?;
        host.turns_to_this_tab().await?;
        shots::take(host.page(), "talk-host").await?;
        host.clicks("room-settings").await?;
        host.clicks("log").await?;
        shots::take(host.page(), "talk-host-rules").await?;
        host.clicks("poll-close").await?;
        host.pins("no address", "Something").await?;
        host.is_told_at("url-input").await?;
        shots::take(host.page(), "talk-pin").await?;
        host.escapes().await?;
        host.clicks("chat-followers").await?;
        host.clicks("poll-open").await?;
        shots::take(host.page(), "talk-poll").await?;
        host.escapes().await?;
        second.turns_to_this_tab().await?;
        second.clicks("chat-fold").await?;
        shots::take(second.page(), "talk-followers").await?;
        first.turns_to_this_tab().await?;
        first.writes_a_line("But I only came to listen").await?;
        first.sees("chat-follow").await?;
        shots::take(first.page(), "talk-refused").await
    });
}

#[test]
fn screenshots_of_what_is_to_come() {
    story(Demo::None, async |world| {
        let ada = world.person("Ada").await?;
        ada.has_an_account("ada_l").await?;
        ada.opens("/planned").await?;
        ada.reads_on_the_page("You have announced nothing").await?;
        shots::take(ada.page(), "planned-empty").await?;
        ada.opens("/announce").await?;
        ada.sees("title-input").await?;
        shots::take(ada.page(), "announce").await?;
        ada.writes("title-input", "What the harbour hears at night").await?;
        ada.writes("description-input", "Ships, gulls, and the people who watch them.").await?;
        ada.writes("topics-input", "Harbours, Night talk").await?;
        ada.sets("zone-input", "Asia/Tokyo").await?;
        ada.clicks("announce-button").await?;
        ada.sees("begin-hint").await?;
        shots::take(ada.page(), "coming-host").await?;
        let space = ada.path().await?;
        let ben = world.person("Ben").await?;
        ben.has_an_account("ben_w").await?;
        ben.opens("/notifications").await?;
        ben.reads_on_the_page("Nothing yet").await?;
        shots::take(ben.page(), "notifications-empty").await?;
        ben.opens(&space).await?;
        ben.sees("remind").await?;
        shots::take(ben.page(), "coming").await?;
        ben.clicks("remind").await?;
        ben.reads_in("remind", "You will be reminded").await?;
        shots::take(ben.page(), "coming-reminded").await?;
        let cleo = world.account("cleo_k", "Cléo de la Tour-Maubourg").await?;
        let dan = world.account("dan_o", "Dan").await?;
        for friend in [&cleo, &dan] {
            friend.follows("ben_w").await?;
            friend.is_reminded_of(&space).await?;
        }
        for handle in ["cleo_k", "dan_o"] {
            ben.opens(&format!("/@{handle}")).await?;
            ben.clicks("follow-button").await?;
            ben.reads_in("follow-button", "Following").await?;
        }
        for (handle, role) in [("ben_w", ""), ("cleo_k", "co-host"), ("ada_l", "")] {
            ada.chooses("invite-as", role).await?;
            ada.writes("handle-input", handle).await?;
            ada.clicks("invite").await?;
            match handle {
                "ada_l" => ada.reads_on_the_page("This works with other people only").await?,
                _ => ada.waits_for_written("handle-input", "").await?,
            }
        }
        shots::take(ada.page(), "coming-inviting").await?;
        ben.opens(&space).await?;
        ben.sees("accept").await?;
        shots::take(ben.page(), "coming-invited").await?;
        cleo.accepts(&space).await?;
        ben.clicks("accept").await?;
        ben.reads_in("invitation", "You said yes").await?;
        ben.reads_in("friends", "Dan, whom you follow, means to come").await?;
        shots::take(ben.page(), "coming-accepted").await?;
        ben.opens("/").await?;
        ben.sees("upcoming").await?;
        shots::take(ben.page(), "home-upcoming").await?;
        ada.clicks("call-off").await?;
        ada.writes("reason-input", "The harbour is closed for the night.").await?;
        shots::take(ada.page(), "coming-call-off").await?;
        ada.clicks("confirm-button").await?;
        ada.reads_in("coming", "Called off").await?;
        shots::take(ada.page(), "coming-cancelled").await?;
        ben.rings().await?;
        shots::take(ben.page(), "bell").await?;
        ben.clicks("bell").await?;
        ben.sees("notification").await?;
        shots::take(ben.page(), "notifications").await?;
        ada.opens("/planned").await?;
        ada.sees("upcoming").await?;
        shots::take(ada.page(), "planned").await
    });
}
