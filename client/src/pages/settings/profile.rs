//! What others read of a person.

use super::{Desk, Shown};
use crate::{
    components::{
        el::el,
        field::{self, Field, field, optional, submit, whole_fault},
        part::hint,
    },
    hooks::{FormHandle, Kept, Sending, use_act},
    net::people,
    state::form::{Change, LINKS},
};
use causerie_shared::{
    fault::Fault,
    handle::Handle,
    link::LinkUrl,
    people::{AccountSettings, EditProfile},
    text::{Biography, Name},
};
use yew::prelude::*;

/// Fills the form once the relay has answered, and again when it was saved.
#[hook]
pub(super) fn use_what_the_relay_has(form: &FormHandle, shown: &Shown) {
    let changer = form.changer();
    let known = match shown {
        Some(Ok(account)) => known(account),
        Some(Err(_)) | None => Vec::new(),
    };
    let reason: Vec<&str> = known.iter().map(|(_, value)| value.as_str()).collect();
    let reason = reason.join("\n");
    let fill = move || {
        changer.dispatch(Change::Reset(known));
        Kept::Nothing
    };
    use_act(reason.into(), Box::new(fill));
}

fn known(account: &AccountSettings) -> Vec<(&'static str, String)> {
    let profile = &account.profile;
    let biography = profile.biography.as_ref().map(|text| text.to_string());
    let mut known = vec![
        ("name", profile.name.to_string()),
        ("handle", profile.handle.to_string()),
        ("biography", biography.unwrap_or_default()),
    ];
    known.extend(LINKS.iter().enumerate().map(|(at, name)| {
        let link = account.links.get(at).map(|link| link.as_str().to_owned());
        (*name, link.unwrap_or_default())
    }));
    known
}

pub(super) fn section(desk: &Desk, form: &FormHandle) -> Html {
    let t = desk.house.words();
    let onsubmit = {
        let (desk, form) = (desk.clone(), form.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            form.send(look_over(&form), || saving(&desk, &form));
        })
    };
    let name = Field {
        most: Name::MOST,
        hint: hint(t.name_hint()),
        autocomplete: "name",
        ..Field::line("name", t.name_label())
    };
    let handle = Field {
        hint: hint(t.handle_hint()),
        autocomplete: "username",
        prefix: "@",
        ..Field::line("handle", t.handle_label())
    };
    let biography = Field {
        most: Biography::MOST,
        optional: true,
        ..Field::lines("biography", t.biography_label(), 3)
    };
    // Those that are there, and one more to fill in.
    let filled = LINKS.iter().rposition(|name| !form.get(name).is_empty()).map_or(0, |at| at + 1);
    let link = |(at, name): (usize, &&'static str)| {
        let link = Field {
            placeholder: "https://",
            autocomplete: "url",
            ..Field::line(name, t.link_numbered(at as u64 + 1))
        };
        field(t, form, link)
    };
    let links = el("fieldset", "links-field")
        .el(el("legend", "").key("legend").words(t.links_label()).with(optional(t, true)))
        .each(LINKS.iter().enumerate().take(filled + 1).map(link));
    let words = if form.is_busy() { t.saving() } else { t.save() };
    field::form(
        form,
        onsubmit,
        vec![
            field(t, form, name),
            field(t, form, handle),
            field(t, form, biography),
            links.html(),
            whole_fault(t, form),
            submit(form, "button primary large", "save-profile", words),
        ],
    )
}

fn look_over(form: &FormHandle) -> Vec<Fault> {
    let name = form.get("name").parse::<Name>().err().map(|text| Fault::BadName { text });
    // One's own handle may have become a word of the house since.
    let handle =
        Handle::existing(form.get("handle")).err().map(|handle| Fault::BadHandle { handle });
    let biography =
        Biography::optional(form.get("biography")).err().map(|text| Fault::BadBiography { text });
    let links = LINKS.iter().enumerate().filter_map(|(at, name)| {
        let typed = form.get(name);
        let bad = typed.parse::<LinkUrl>().err().filter(|_| !typed.trim().is_empty());
        bad.map(|link| Fault::BadLink { at, link })
    });
    [name, handle, biography].into_iter().flatten().chain(links).collect()
}

fn saving(desk: &Desk, form: &FormHandle) -> Sending {
    let mut links: Vec<String> = LINKS.iter().map(|name| form.text(name)).collect();
    // Places in between stay, so that the relay counts as the page does.
    while links.last().is_some_and(|link| link.trim().is_empty()) {
        links.pop();
    }
    let was = &desk.account.profile.handle;
    let handle = Some(form.text("handle")).filter(|handle| handle != was.as_str());
    let asked = EditProfile {
        handle,
        name: Some(form.text("name")),
        biography: Some(form.text("biography")),
        links: Some(links),
    };
    let desk = desk.clone();
    Box::pin(async move {
        let account = people::edit(asked).await?;
        desk.now(account);
        desk.house.me.ask_again();
        desk.house.say(desk.house.words().saved());
        Ok(())
    })
}
