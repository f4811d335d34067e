//! What hosts put up beside the talk: links, and a poll.

use super::{
    desk::Desk,
    el::{El, el, when},
    icon::{Glyph, icon},
    part::{hint, leaf, press, round, row, written},
};
use crate::state::{
    desk::Open,
    poll::{own_choice, percents, tells, votes},
};
use causerie_shared::{
    board::{Pin, Poll},
    command::Command,
    role::{Action, Role},
    view::SpaceView,
};
use yew::prelude::*;

pub(crate) fn board(desk: &Desk<'_>, view: &SpaceView, role: Role) -> Html {
    let t = desk.t;
    let may_pin = role.may(Action::Pin);
    let news = match &view.poll {
        None => String::new(),
        Some(Poll { closed: true, .. }) => t.poll_closed().to_owned(),
        Some(Poll { question, .. }) => [t.poll(), " ", question.as_str()].concat(),
    };
    let pins = view.pins.iter().map(|pin| link(desk, pin, may_pin));
    let is_bare = view.pins.is_empty() && view.poll.is_none() && !may_pin;
    let board = match is_bare {
        true => el("div", "board bare"),
        false => el("div", "board").set("role", "group").set("aria-label", t.board()),
    };
    // What is told stands there before it has words, or nobody would hear them.
    board
        .set("id", "board")
        .set("tabindex", "-1")
        .testid("board")
        .el(el("p", "said").set("role", "status").words(&news))
        .el(el("ul", "pins").set("aria-live", "polite").each(pins))
        .with(view.poll.as_ref().map(|asked| poll(desk, asked, role)).unwrap_or_default())
        .with(when(may_pin, || putting_up(desk, view)))
        .html()
}

fn link(desk: &Desk<'_>, pin: &Pin, may_pin: bool) -> Html {
    let t = desk.t;
    let words = el("span", "pin-words").with(written("b", "", pin.title.as_str())).with(leaf(
        "span",
        "pin-host",
        site(pin.url.label()),
    ));
    let out = el("a", "pin-link")
        .testid("pin")
        .put("href", pin.url.to_string())
        .set("target", "_blank")
        .set("rel", "noopener noreferrer nofollow ugc")
        .with(icon(Glyph::Pin))
        .el(words)
        .with(icon(Glyph::Out))
        .with(leaf("span", "said", t.opens_elsewhere()));
    let take_down = when(may_pin, || {
        let act = desk.takes(Command::Unpin { number: pin.number }, "board");
        round("button quiet round", "unpin", Glyph::Close, t.unpin(), act)
    });
    el("li", "pin").key(pin.number).el(out).with(take_down).html()
}

/// The name of the site alone, so that nobody is led elsewhere than it says.
fn site(label: &str) -> &str {
    label.split(['/', '?', '#']).next().unwrap_or(label)
}

fn poll(desk: &Desk<'_>, poll: &Poll, role: Role) -> Html {
    let Desk { t, door, .. } = *desk;
    let vote = door.room().me().and_then(|me| me.vote);
    let (own, tells) = (own_choice(poll, vote), tells(poll, vote, role));
    let number = poll.number;
    let choice = |(at, (choice, percent)): (usize, (&causerie_shared::board::Tally, u64))| {
        let is_own = own == Some(at);
        let mark = when(is_own, || {
            el("span", "poll-own").with(icon(Glyph::Check)).with(leaf("span", "said", t.own_vote()))
        });
        let words = written("span", "poll-words", choice.words.as_str());
        let tally = when(tells, || {
            el("span", "poll-tally").words(&t.poll_tally(percent, u64::from(choice.votes)))
        });
        let bar = when(tells, || {
            el("progress", "poll-bar")
                .set("max", "100")
                .put("value", percent.to_string())
                .set("aria-hidden", "true")
        });
        let face = |of: El| of.with(bar).with(mark).with(words).with(tally);
        let choice = if poll.closed {
            face(el("div", "poll-choice"))
        } else {
            let command = Command::Vote { poll: number, choice: at as u32 };
            face(el("button", "poll-choice").set("type", "button").onclick(door.does(command)))
                .says("aria-pressed", is_own)
        };
        el("li", "").el(choice.testid("poll-choice")).html()
    };
    let choices = poll.choices.iter().zip(percents(poll)).enumerate().map(choice);
    let about = match (poll.closed, role, own) {
        (true, _, _) => t.poll_closed(),
        (false, _, Some(_)) => t.poll_voted(),
        (false, Role::Guest, None) => t.poll_needs_name(),
        (false, Role::Listener | Role::Speaker, None) => t.poll_open(),
        (false, Role::CoHost | Role::Host, None) => t.poll_hosted(),
    };
    let count = if tells { [" ", &t.poll_votes(votes(poll))].concat() } else { String::new() };
    let about = el("p", "hint").testid("poll-about").words(about).words(&count);
    let heading = el("h2", "")
        .set("id", "poll")
        .with(icon(Glyph::Poll))
        .with(leaf("span", "said", &[t.poll(), " "].concat()))
        .with(written("span", "", poll.question.as_str()));
    let may_pin = role.may(Action::Pin);
    let close = when(may_pin && !poll.closed, || {
        let close = desk.takes(Command::ClosePoll { poll: number }, "board");
        press("button", "poll-close", None, t.poll_close(), close)
    });
    // Elsewhere than what closes it, and only then: nothing that somebody voted goes by one click.
    let remove = when(may_pin && poll.closed, || {
        let remove = desk.takes(Command::RemovePoll { poll: number }, "board");
        round("button quiet round", "poll-remove", Glyph::Close, t.poll_remove(), remove)
    });
    el("section", "poll")
        .key(number)
        .testid("poll")
        .set("aria-labelledby", "poll")
        .el(el("div", "poll-head").el(heading).with(remove))
        .el(el("ul", "poll-choices").each(choices))
        .el(el("div", "poll-foot").el(about).with(close))
        .html()
}

fn putting_up(desk: &Desk<'_>, view: &SpaceView) -> El {
    let t = desk.t;
    let opens = |what: Open| {
        let open = desk.open.setter();
        Callback::from(move |_: MouseEvent| open.set(what))
    };
    let pin = when(view.pins.len() < SpaceView::PINS_MOST, || {
        press("button quiet", "pin-open", Some(Glyph::Pin), t.pin_link(), opens(Open::Pin))
    });
    let full = when(view.pins.len() >= SpaceView::PINS_MOST, || {
        el("div", "").with(hint(&t.fault_too_many_pins(SpaceView::PINS_MOST as u64)))
    });
    let poll = when(view.poll.as_ref().is_none_or(|poll| poll.closed), || {
        press("button quiet", "poll-open", Some(Glyph::Poll), t.ask_poll(), opens(Open::Poll))
    });
    el("div", "board-acts").with(row(vec![pin, full, poll]))
}
