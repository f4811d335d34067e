//! What doors may see of a space, without going through its socket.

use crate::{
    hub::{
        Hub, Missing,
        room::{Room, ToRoom},
    },
    space::Space,
};
use causerie_shared::{
    api::AudienceList,
    event::Class,
    fault::Fault,
    id::{PersonId, SpaceId, VoiceId},
    talk::ChatLine,
    view::{Seat, SpaceView},
};
use std::sync::Arc;
use tokio::sync::oneshot;

impl Hub {
    /// A space as anyone at the door may see it, live or ended.
    ///
    /// # Errors
    /// [`Missing::NoSuchSpace`], or a store that cannot be read.
    pub async fn view(&self, id: SpaceId) -> Result<Arc<SpaceView>, Missing> {
        if let Ok(view) = self.live_view(id) {
            return Ok(view);
        }
        let row = self.shared.store.space(id).await?.ok_or(Missing::NoSuchSpace)?;
        Ok(Arc::new(row.view.seen_by(Class::Public)))
    }

    /// A space that is not over.
    ///
    /// # Errors
    /// [`Fault::SpaceEnded`], also when there never was one; [`Self::view`] knows.
    pub fn live_view(&self, id: SpaceId) -> Result<Arc<SpaceView>, Fault> {
        let room = self.spaces().get(&id).cloned().ok_or(Fault::SpaceEnded)?;
        let view = room.view();
        if view.lifecycle.is_over() { Err(Fault::SpaceEnded) } else { Ok(view) }
    }

    /// Whose space it is, while it is on air.
    pub fn host(&self, id: SpaceId) -> Option<PersonId> {
        self.spaces().get(&id).map(Room::host)
    }

    /// Whether somebody was shown out of a space on air.
    pub fn is_removed(&self, id: SpaceId, person: PersonId) -> bool {
        self.spaces().get(&id).is_some_and(|room| room.is_removed(person))
    }

    /// The edition of speaker links that work there.
    pub fn speaker_links(&self, id: SpaceId) -> Option<u32> {
        self.spaces().get(&id).map(Room::speaker_links)
    }

    /// Who is in the audience and has a name with `part` in it, the first of them by name.
    ///
    /// # Errors
    /// [`Fault::SpaceEnded`]
    pub async fn audience(&self, id: SpaceId, part: String) -> Result<AudienceList, Fault> {
        self.look(id, move |space| space.audience_with(&part)).await
    }

    /// Whose voice it is, or was a while ago.
    ///
    /// # Errors
    /// [`Fault::SpaceEnded`], [`Fault::NoSuchVoice`]
    pub async fn seat(&self, id: SpaceId, voice: VoiceId) -> Result<Seat, Fault> {
        let seat = self.look(id, move |space| space.seat_lately(voice).cloned()).await?;
        seat.ok_or(Fault::NoSuchVoice)
    }

    /// Whether somebody may know what is said there.
    ///
    /// # Errors
    /// [`Fault::SpaceEnded`], and those of [`Space::lets_in`].
    pub async fn lets_in(&self, id: SpaceId, person: Option<PersonId>) -> Result<(), Fault> {
        self.look(id, move |space| space.lets_in(person)).await?
    }

    /// Who said something that stands there, kept or not.
    ///
    /// # Errors
    /// [`Fault::SpaceEnded`], [`Fault::NoSuchLine`]
    pub async fn speaker(&self, id: SpaceId, segment: u32) -> Result<PersonId, Fault> {
        let speaker = move |space: &Space| {
            let said = space.view().captions.iter().find(|said| said.number == segment)?;
            Some(said.by.person)
        };
        self.look(id, speaker).await?.ok_or(Fault::NoSuchLine)
    }

    /// A line of the chat.
    ///
    /// # Errors
    /// [`Fault::SpaceEnded`], [`Fault::NoSuchLine`]
    pub async fn line(&self, id: SpaceId, number: u32) -> Result<ChatLine, Fault> {
        let line = self.look(id, move |space| space.view().chat_line(number).cloned()).await?;
        line.ok_or(Fault::NoSuchLine)
    }

    async fn look<T: Send + 'static>(
        &self,
        id: SpaceId,
        look: impl FnOnce(&Space) -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let room = self.spaces().get(&id).cloned().ok_or(Fault::SpaceEnded)?;
        let (tell, told) = oneshot::channel();
        let look = Box::new(move |space: &Space| drop(tell.send(look(space))));
        if !room.tell(ToRoom::Look(look)).await {
            return Err(Fault::SpaceEnded);
        }
        told.await.map_err(|_| Fault::SpaceEnded)
    }
}
