//! The keys of a space; `?` lists them.

use crate::{
    hooks::{Door, Key, use_keys},
    state::{
        room::{Input, Wish},
        speaking,
    },
};
use causerie_shared::{command::Command, role::Action};
use std::rc::Rc;
use yew::prelude::*;

#[hook]
pub(super) fn use_space_keys(door: &Rc<Door>, captions: Callback<()>) {
    let door = door.clone();
    let on_key = move |key| {
        let talk = |on| Input::Speaking(speaking::Input::Talk(on));
        match key {
            Key::Up(event) if event.key() == " " => door.happen(talk(false)),
            Key::Up(_) => {}
            Key::Down(event) => match event.key().as_str() {
                " " if door.room().is_on_air() => {
                    event.prevent_default();
                    door.happen(talk(true));
                }
                "c" | "C" => captions.emit(()),
                "m" | "M" => {
                    let muted = !door.room().is_muted();
                    door.happen(Input::Speaking(speaking::Input::SetMuted(muted)));
                }
                "h" | "H" => {
                    let (is_up, offer) = {
                        let room = door.room();
                        (room.my_hand().is_some(), room.offer(door.is_linked()))
                    };
                    if is_up {
                        door.happen(Input::Do(Command::LowerHand));
                    } else if offer == Some(Wish::RaiseHand) {
                        // The key is no letter of the name that may be asked for.
                        event.prevent_default();
                        door.happen(Input::Ask(Wish::RaiseHand));
                    }
                }
                "l" | "L" if !door.room().is_on_air() && door.room().may(Action::Listen) => {
                    let listening = door.room().is_listening();
                    door.happen(if listening { Input::Pause } else { Input::Listen });
                }
                _ => {}
            },
        }
    };
    use_keys(Callback::from(on_key));
}
