//! Who is to be on stage of a space that is to come: whom its host invites and what they say to it; and
//! who of those whom the visitor knows means to be there.
//!
//! What was done is drawn when the page looks again, which the relay tells every page that is open.

use super::{
    desk::named,
    disc::{Size, disc},
    el::{El, el, when},
    field::{self, Field, field},
    icon::Glyph,
    part::{hint, leaf, press, section},
};
use crate::{
    hooks::{FormHandle, House, Saying},
    net::{announcements, api::Failed},
    route::Route,
    state::{
        coming::friends_going,
        form::{Change, Trouble},
    },
    words::Language,
};
use causerie_shared::{
    announcement::{Announcement, Coming, Invitation, Reply},
    fault::Fault,
    handle::Handle,
    role::Role,
    stage::Attendee,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Fields of the form by which a host invites. `role` holds something for a co-host.
pub(super) const FIELDS: [&str; 2] = ["handle", "role"];

/// What `role` holds then.
const CO_HOST: &str = "co-host";

/// For everybody: who has said yes, and who of their friends comes.
pub(super) fn guests(t: Language, one: &Announcement) -> Html {
    let coming = one.invitations.iter().filter(|it| it.reply == Reply::Accepted);
    let rows: Vec<_> = coming.map(|it| guest(&it.of, role(t, it.role)).html()).collect();
    let guests = when(!rows.is_empty(), || {
        let list = el("ul", "guest-list").each(rows.into_iter());
        el("div", "").with(section("guests", "guests", t.guests(), vec![list.html()]))
    });
    let friends = one.friends.iter().map(|friends| {
        let discs = friends.people.iter().map(|of| face(of).html());
        el("div", "friends")
            .testid("friends")
            .el(el("span", "friend-discs").each(discs))
            .el(el("p", "").written().words(&friends_going(t, friends)))
            .html()
    });
    el("div", "guests-and-friends").with(guests).each(friends).html()
}

/// For somebody who is invited.
pub(super) fn own_invitation(house: &House, one: &Announcement) -> Html {
    let t = house.words();
    let handle = house.account().map(|account| &account.handle);
    let is_own = |it: &&Invitation| handle.is_some() && it.of.handle.as_ref() == handle;
    let Some(own) = one.invitations.iter().find(is_own) else { return Html::default() };
    let host = one.host.name.as_str();
    let heading = match own.role {
        Role::CoHost => t.invites_co_host(host),
        Role::Speaker | Role::Host | Role::Listener | Role::Guest => t.invites_speaker(host),
    };
    let words = match own.reply {
        Reply::Awaited => t.invitation_hint(),
        Reply::Accepted => t.invitation_accepted(),
        Reply::Declined => t.invitation_declined(),
    };
    let yes = if own.reply == Reply::Awaited { "button primary" } else { "button" };
    let answer = |accepted: bool| {
        let (house, space) = (house.clone(), one.id);
        Callback::from(move |_: MouseEvent| {
            let house = house.clone();
            spawn_local(async move { say(&house, announcements::answer(space, accepted).await) });
        })
    };
    let (accepted, declined) = (own.reply == Reply::Accepted, own.reply == Reply::Declined);
    let accept = press(yes, "accept", Some(Glyph::Check), t.invitation_accept(), answer(true))
        .says("aria-pressed", accepted);
    let decline =
        press("button", "decline", Some(Glyph::Close), t.invitation_decline(), answer(false))
            .says("aria-pressed", declined);
    el("section", "invitation")
        .testid("invitation")
        .set("aria-labelledby", "invitation")
        .el(el("h2", "").set("id", "invitation").written().words(&heading))
        .el(el("p", "hint").set("role", "status").words(words))
        .el(el("div", "button-row").el(accept).el(decline))
        .html()
}

/// For its host: whom they invited, and whom else they want.
pub(super) fn inviting(house: &House, one: &Announcement, form: &FormHandle) -> Html {
    let t = house.words();
    let rows = one.invitations.iter().map(|it| {
        let reply = match it.reply {
            Reply::Awaited => t.reply_awaited(),
            Reply::Accepted => t.reply_accepted(),
            Reply::Declined => t.reply_declined(),
        };
        let facts = [role(t, it.role), " · ", reply].concat();
        let back = take_back(house, one, &it.of);
        let back = named("button quiet", "uninvite", None, t.uninvite(), &it.of, back);
        guest(&it.of, &facts).el(back).html()
    });
    let list = el("ul", "guest-list").each(rows);
    let handle = Field { prefix: "@", ..Field::line("handle", t.handle_label()) };
    let kids = vec![
        field(t, form, handle),
        as_what(t, form),
        field::whole_fault(t, form),
        field::submit(form, "button", "invite", t.invite()),
    ];
    let form = field::form(form, invites(house, one, form), kids);
    let kids = vec![hint(t.invite_ahead_hint()), list.html(), form];
    section("desk inviting", "inviting-heading", t.invite_ahead(), kids)
}

fn invites(house: &House, one: &Announcement, form: &FormHandle) -> Callback<SubmitEvent> {
    let (house, form, space) = (house.clone(), form.clone(), one.id);
    let is_draft = one.state == Coming::Draft;
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let guest = match Handle::existing(form.get("handle")) {
            Ok(guest) => guest,
            Err(handle) => {
                let fault = Trouble::Fault(Fault::BadHandle { handle });
                form.change(Change::Refuse(vec![fault]));
                return;
            }
        };
        let role = if form.get("role").is_empty() { Role::Speaker } else { Role::CoHost };
        let (house, changer) = (house.clone(), form.changer());
        form.send(Vec::new(), || {
            Box::pin(async move {
                announcements::invite(space, &guest, Some(role)).await.map_err(Trouble::from)?;
                changer.dispatch(Change::Reset(vec![("handle", String::new())]));
                let t = house.words();
                house.say(if is_draft { t.invited_in_draft() } else { t.invited_ahead() });
                Ok(())
            })
        });
    })
}

fn take_back(house: &House, one: &Announcement, of: &Attendee) -> Callback<MouseEvent> {
    let (house, space, guest) = (house.clone(), one.id, of.handle.clone());
    Callback::from(move |_: MouseEvent| {
        let Some(guest) = guest.clone() else { return };
        let house = house.clone();
        spawn_local(async move {
            say(&house, announcements::invite(space, &guest, None).await);
        });
    })
}

/// As what somebody is invited.
fn as_what(t: Language, form: &FormHandle) -> Html {
    let changer = form.changer();
    let onchange = Callback::from(move |event: Event| {
        if let Some(select) = event.target().map(JsCast::unchecked_into::<HtmlSelectElement>) {
            changer.dispatch(Change::Typed("role", select.value()));
        }
    });
    let option = |value: &'static str, of: Role| {
        let option = el("option", "").set("value", value);
        if form.get("role") == value { option.set("selected", "") } else { option }
            .words(role(t, of))
    };
    let select = el("select", "input")
        .set("id", "invite-as")
        .testid("invite-as")
        .onchange(onchange)
        .el(option("", Role::Speaker))
        .el(option(CO_HOST, Role::CoHost));
    let label = el("label", "").set("for", "invite-as").words(t.invite_as());
    el("div", "field").el(label).el(select).html()
}

/// Somebody in a list, and what they are.
fn guest(of: &Attendee, facts: &str) -> El {
    let name = match &of.handle {
        Some(handle) => el("a", "hand-name").put("href", Route::profile(handle)),
        None => el("span", "hand-name"),
    };
    let words = el("div", "guest-words").el(name.written().words(of.name.as_str())).with(leaf(
        "span",
        "guest-facts",
        facts,
    ));
    el("li", "guest").key(of.person.to_string()).testid("guest").el(face(of)).el(words)
}

fn face(of: &Attendee) -> El {
    el("span", "hand-disc").with(disc(of.person, of.name.as_str(), of.avatar, Size::Small))
}

fn role(t: Language, role: Role) -> &'static str {
    t.role(role).unwrap_or_default()
}

/// What went wrong; what went well is seen.
fn say(house: &House, answer: Result<(), Failed>) {
    if let Err(failed) = answer {
        house.say(&house.words().trouble(&Trouble::from(failed)));
    }
}
