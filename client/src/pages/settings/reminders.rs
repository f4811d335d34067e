//! How one is reminded: how long before, in this browser, by letter, in one's own calendar.

use super::Desk;
use crate::{
    components::{
        el::el,
        field::{self, Field, field, submit, whole_fault},
        icon::Glyph,
        part::{button, hint, leads, leaf, row, section as part_of_page, written},
        reminding::{here, lead},
    },
    hooks::{
        Device, FormHandle, House, Kept, ONCE, Sending, Setter, Value, use_act, use_device,
        use_form, use_value,
    },
    net::{
        api::{Answer, Failed},
        reminding,
    },
    state::form::{Change, Trouble},
    webapi,
};
use causerie_shared::notification::{Address, Reminding};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

pub(super) struct Reminders {
    known: Value<Option<Rc<Reminding>>>,
    device: Value<Device>,
    form: FormHandle,
}

#[hook]
pub(super) fn use_reminders() -> Reminders {
    let known = use_value(|| None);
    let set = known.setter();
    use_act(
        ONCE,
        Box::new(move || {
            spawn_local(async move {
                if let Ok(found) = reminding::look().await {
                    set.set(Some(Rc::new(found)));
                }
            });
            Kept::Nothing
        }),
    );
    Reminders { known, device: use_device(), form: use_form("letters", &["address"]) }
}

pub(super) fn section(desk: &Desk, reminders: &Reminders) -> Html {
    let house = &desk.house;
    let t = house.words();
    let Reminders { known, device, form } = reminders;
    let Some(told) = known.as_ref() else { return Html::default() };
    let set = known.setter();
    let onchange = {
        let (house, set) = (house.clone(), set.clone());
        Callback::from(move |lead_min| then(&house, &set, reminding::set_lead(lead_min)))
    };
    part_of_page(
        "panel",
        "reminders",
        t.reminders(),
        vec![
            hint(t.reminders_lead()),
            lead(t, "lead-for-all", t.reminded_lead(), told.lead_min, onchange),
            leaf("h3", "", t.this_browser()),
            here(house, device),
            letters(house, told, form, &set),
            calendar(house, told, &set),
        ],
    )
}

fn letters(
    house: &House,
    told: &Reminding,
    form: &FormHandle,
    set: &Setter<Option<Rc<Reminding>>>,
) -> Html {
    let t = house.words();
    if !told.has_mail {
        return Html::default();
    }
    let heading = leaf("h3", "", t.letters());
    let Some(Address { address, is_confirmed }) = &told.address else {
        let onsubmit = {
            let (house, form, set) = (house.clone(), form.clone(), set.clone());
            Callback::from(move |event: SubmitEvent| {
                event.prevent_default();
                form.send(vec![], || giving(&house, &form, &set));
            })
        };
        let address = Field {
            hint: hint(t.letters_hint()),
            autocomplete: "email",
            ..Field::line("address", t.letters_address())
        };
        let give = submit(form, "button", "give-address", t.letters_give());
        let form =
            field::form(form, onsubmit, vec![field(t, form, address), whole_fault(t, form), give]);
        return el("div", "letters").with(heading).with(form).html();
    };
    let words = if *is_confirmed { t.letters_come() } else { t.letters_confirm() };
    let forget = {
        let (house, set) = (house.clone(), set.clone());
        Callback::from(move |_: MouseEvent| then(&house, &set, reminding::forget_address()))
    };
    el("div", "letters")
        .with(heading)
        .with(written("b", "", address))
        .el(el("p", "hint").testid("address-state").words(words))
        .with(button("button quiet", "forget-address", None, t.letters_end(), forget))
        .html()
}

fn giving(house: &House, form: &FormHandle, set: &Setter<Option<Rc<Reminding>>>) -> Sending {
    let (t, address, set) = (house.words(), form.text("address"), set.clone());
    let changer = form.changer();
    Box::pin(async move {
        let told = reminding::set_address(address, t).await.map_err(Trouble::from)?;
        changer.dispatch(Change::Reset(vec![("address", String::new())]));
        set.set(Some(Rc::new(told)));
        Ok(())
    })
}

fn calendar(house: &House, told: &Reminding, set: &Setter<Option<Rc<Reminding>>>) -> Html {
    let t = house.words();
    let Some(path) = &told.calendar else { return Html::default() };
    let address = webapi::absolute(path);
    let copy = {
        let (house, address) = (house.clone(), address.clone());
        Callback::from(move |_: MouseEvent| {
            house.copy(address.clone(), house.words().link_copied());
        })
    };
    let renew = {
        let (house, set) = (house.clone(), set.clone());
        Callback::from(move |_: MouseEvent| then(&house, &set, reminding::renew_calendar()))
    };
    let download = leads("button", "own-calendar", Some(Glyph::Calendar), t.to_calendar(), address)
        .set("download", "causerie.ics");
    let acts = row(vec![
        button("button", "copy-calendar", Some(Glyph::Link), t.copy_link(), copy),
        download.html(),
        button("button quiet", "renew-calendar", Some(Glyph::Again), t.calendar_renew(), renew),
    ]);
    el("div", "letters")
        .with(leaf("h3", "", t.own_calendar()))
        .with(hint(t.own_calendar_hint()))
        .with(acts)
        .html()
}

fn then(
    house: &House,
    set: &Setter<Option<Rc<Reminding>>>,
    asking: impl Future<Output = Answer<Reminding>> + 'static,
) {
    let (house, set) = (house.clone(), set.clone());
    spawn_local(async move {
        match asking.await {
            Ok(told) => set.set(Some(Rc::new(told))),
            Err(Failed::Fault(fault)) => house.say(&house.words().fault(&fault)),
            Err(Failed::Offline) => house.say(house.words().fault_offline()),
        }
    });
}
