//! Being reminded: the one click, how long before, and in which browser.

use super::{
    el::{El, el, when},
    icon::Glyph,
    part::{button, group, hint, press},
};
use crate::{
    hooks::{Device, House, Setter, Value, turn},
    net::{announcements, api::Answer, api::Failed, reminding},
    words::Language,
};
use causerie_shared::announcement::Announcement;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What is offered, in minutes before the beginning.
const LEADS_MIN: [u32; 7] = [0, 5, 10, 30, 60, 180, 1440];

type Known = Option<Result<Rc<Announcement>, Failed>>;

/// The one thing to do for those who mean to come.
pub(crate) fn remind(house: &House, one: &Announcement, known: &Value<Known>) -> El {
    let t = house.words();
    let on = one.reminder_min.is_some();
    let (class, glyph, words) = match on {
        true => ("button", Glyph::Check, t.reminded()),
        false => ("button primary", Glyph::Bell, t.remind_me()),
    };
    let act = {
        let (house, known, one) = (house.clone(), known.setter(), one.id);
        Callback::from(move |_: MouseEvent| {
            if !on {
                house.unread.remember_asking();
            }
            let done = async move {
                match on {
                    true => reminding::remind_no_more(one).await,
                    false => reminding::remind(one, None).await,
                }
            };
            then_look(&house, &known, one, done);
        })
    };
    press(class, "remind", Some(glyph), words, act).says("aria-pressed", on)
}

/// For those who are reminded: how long before, and whether this browser tells.
pub(crate) fn reminded(
    house: &House,
    one: &Announcement,
    known: &Value<Known>,
    device: &Value<Device>,
) -> Html {
    let Some(lead_min) = one.reminder_min else { return Html::default() };
    let t = house.words();
    let onchange = {
        let (house, known, one) = (house.clone(), known.setter(), one.id);
        Callback::from(move |lead_min: u32| {
            then_look(&house, &known, one, reminding::remind(one, Some(lead_min)));
        })
    };
    group(
        "div",
        "reminding",
        vec![lead(t, "lead", t.reminded_lead(), lead_min, onchange), here(house, device)],
    )
}

fn then_look(
    house: &House,
    known: &Setter<Known>,
    space: causerie_shared::id::SpaceId,
    done: impl Future<Output = Answer<()>> + 'static,
) {
    let (house, known) = (house.clone(), known.clone());
    spawn_local(async move {
        match done.await {
            Ok(()) => known.set(Some(announcements::look(space).await.map(Rc::new))),
            Err(Failed::Fault(fault)) => house.say(&house.words().fault(&fault)),
            Err(Failed::Offline) => house.say(house.words().fault_offline()),
        }
    });
}

/// How long before the beginning, as a choice.
pub(crate) fn lead(
    t: Language,
    id: &'static str,
    label: &str,
    chosen: u32,
    onchange: Callback<u32>,
) -> Html {
    let onchange = Callback::from(move |event: Event| {
        let select = event.target().map(JsCast::unchecked_into::<HtmlSelectElement>);
        if let Some(lead_min) = select.and_then(|select| select.value().parse().ok()) {
            onchange.emit(lead_min);
        }
    });
    let option = |minutes: u32| {
        let option = el("option", "").key(u64::from(minutes)).put("value", minutes.to_string());
        let option = if minutes == chosen { option.set("selected", "") } else { option };
        option.words(&lead_words(t, minutes)).html()
    };
    // What was set elsewhere may be none of these.
    let other = (!LEADS_MIN.contains(&chosen)).then(|| option(chosen));
    let select = el("select", "input")
        .set("id", id)
        .testid(id)
        .onchange(onchange)
        .each(LEADS_MIN.into_iter().map(option).chain(other));
    el("div", "field").el(el("label", "").set("for", id).words(label)).el(select).html()
}

fn lead_words(t: Language, minutes: u32) -> String {
    match minutes {
        0 => t.lead_none().to_owned(),
        minutes if minutes.is_multiple_of(1440) => t.lead_days(u64::from(minutes / 1440)),
        minutes if minutes.is_multiple_of(60) => t.lead_hours(u64::from(minutes / 60)),
        minutes => t.lead_minutes(u64::from(minutes)),
    }
}

/// Whether this browser tells while no page is open.
pub(crate) fn here(house: &House, device: &Value<Device>) -> Html {
    let t = house.words();
    let set = device.setter();
    match **device {
        Device::Unknown => Html::default(),
        Device::Refused => hint(t.device_refused()),
        Device::Busy => el("p", "hint").set("role", "status").words(t.device_asking()).html(),
        Device::Silent => {
            let on = turn(house, &set, true);
            group(
                "div",
                "device",
                vec![
                    hint(t.device_hint()),
                    button("button", "device-on", Some(Glyph::Devices), t.device_on(), on),
                ],
            )
        }
        Device::Tells => {
            let off = turn(house, &set, false);
            group(
                "div",
                "device",
                vec![
                    when(true, || el("p", "hint").testid("device-tells").words(t.device_tells())),
                    button("button quiet", "device-off", None, t.device_off(), off),
                ],
            )
        }
    }
}
