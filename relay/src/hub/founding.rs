//! How a space comes to be: opened by its host, begun as it was announced, or taken up again.

use crate::{
    clock,
    hub::{
        About, Hub, Who,
        room::{Charter, Room},
    },
    space::Space,
};
use causerie_shared::{fault::Fault, id::SpaceId, role::Role, view::SpaceView};
use std::sync::{Arc, PoisonError};

/// Spaces that one person may have on air at once: one to talk in, and what a closed tab left
/// behind, which its grace ends in five minutes.
const SPACES_PER_HOST: usize = 3;

impl Hub {
    /// Opens a space with `host` on stage; returns when a restart would find it. With `pairs`, two
    /// packets of 20 ms leave together.
    ///
    /// # Errors
    /// [`Fault::TooManySpaces`] when this host has as many as they may, and [`Fault::TooMany`] when the relay has.
    pub async fn create(
        &self,
        about: About,
        host: &Who,
        pairs: bool,
    ) -> Result<Arc<SpaceView>, Fault> {
        let view = self.found(about, host, pairs)?;
        self.shared.store.flush().await;
        Ok(view)
    }

    /// Opens a space that was announced, under the id that it has already. Begun twice, it is open
    /// once.
    ///
    /// # Errors
    /// As [`Self::create`].
    pub async fn begin(
        &self,
        id: SpaceId,
        about: About,
        host: &Who,
    ) -> Result<Arc<SpaceView>, Fault> {
        if let Ok(view) = self.live_view(id) {
            return Ok(view);
        }
        let view = self.found_as(id, about, host, false)?;
        self.shared.store.flush().await;
        Ok(view)
    }

    /// One at a time, so that room is taken in the same step in which it is checked.
    fn found(&self, about: About, host: &Who, pairs: bool) -> Result<Arc<SpaceView>, Fault> {
        let id = SpaceId::v7(clock::now().0, clock::chance_u128());
        self.found_as(id, about, host, pairs)
    }

    fn found_as(
        &self,
        id: SpaceId,
        about: About,
        host: &Who,
        pairs: bool,
    ) -> Result<Arc<SpaceView>, Fault> {
        let _one = self.shared.founding.lock().unwrap_or_else(PoisonError::into_inner);
        let rooms: Vec<_> = self.spaces().values().map(Room::view).collect();
        let is_theirs = |view: &&Arc<SpaceView>| {
            !view.lifecycle.is_over()
                && view.seat_of(host.person).is_some_and(|seat| seat.role == Role::Host)
        };
        let of_host = rooms.iter().filter(is_theirs).count();
        if of_host >= SPACES_PER_HOST {
            return Err(Fault::TooManySpaces { most: SPACES_PER_HOST });
        }
        if rooms.len() >= self.shared.spaces_most {
            return Err(Fault::TooMany { retry_after_s: 60 });
        }
        if let Ok(view) = self.live_view(id) {
            return Ok(view);
        }
        let space = Space::found(id, about, host, self.shared.store.epoch(), clock::now());
        Ok(self.open(id, Charter { founder: host.person, pairs }, space))
    }

    pub(super) fn open(&self, id: SpaceId, charter: Charter, mut space: Space) -> Arc<SpaceView> {
        space.set_size(self.shared.size);
        self.shared.media.open_space(id);
        if charter.pairs {
            self.shared.media.set_pairs(id, true);
        }
        let room = Room::open(self.clone(), charter, space);
        let view = room.view();
        self.spaces_mut().insert(id, room);
        view
    }
}
