//! What the media plane tells, brought to the spaces it is about.

use crate::{
    hub::{Hub, room::Aside},
    media::{MediaEvent, SessionId},
    space::{Input, Session},
};
use tokio::sync::mpsc;

/// Runs until the media plane is gone. Waits for no space: they would wait for each other.
pub async fn hear_media(hub: Hub, mut events: mpsc::UnboundedReceiver<MediaEvent>) {
    while let Some(event) = events.recv().await {
        match event {
            MediaEvent::Connected { session } => {
                tell(&hub, session, Input::Connected { session: Session(session.0) });
            }
            MediaEvent::Gone { session, why } => {
                tracing::debug!(?session, ?why, "a media session is gone");
                tell(&hub, session, Input::Gone { session: Session(session.0) });
                hub.sessions().remove(&session);
            }
            MediaEvent::Heard { space, voices } => {
                if let Some(room) = hub.spaces().get(&space) {
                    room.tell_aside(Aside::Heard(voices));
                }
            }
        }
    }
}

fn tell(hub: &Hub, session: SessionId, input: Input) {
    if let Some(room) = hub.room_of(session) {
        room.tell_aside(Aside::Media(input));
    }
}
