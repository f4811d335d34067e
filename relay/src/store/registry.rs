//! The registry's one file, and its place in memory.

use crate::store::Folder;
use anyhow::Context;
use causerie_shared::{id::SpaceId, view::SpaceView};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

const FILE: &str = "spaces.json";

/// Ended spaces that a link still finds. Older ones are unknown.
pub const ENDED_MOST: usize = 1000;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registry {
    /// Starts of the relay on this folder.
    pub epoch: u64,
    pub live: BTreeMap<SpaceId, SpaceRow>,
    /// Oldest first.
    pub ended: VecDeque<SpaceView>,
    pub demo: Option<SpaceId>,
}

/// A space as a restart finds it: seats with their roles stand in the view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceRow {
    pub view: SpaceView,
    pub next_voice: u32,
}

impl Registry {
    pub(super) fn read(folder: &Folder) -> anyhow::Result<Self> {
        let Some(bytes) = folder.read(FILE)? else { return Ok(Self::default()) };
        serde_json::from_slice(&bytes).with_context(|| {
            format!("{FILE} in the data folder is damaged; repair it, or remove it to start anew")
        })
    }

    pub(super) fn write(&self, folder: &Folder) -> anyhow::Result<()> {
        folder.replace(FILE, &serde_json::to_vec_pretty(self)?)
    }

    pub(super) fn save(&mut self, row: SpaceRow) {
        if row.view.lifecycle.is_live() {
            self.live.insert(row.view.id, row);
            return;
        }
        self.live.remove(&row.view.id);
        self.ended.push_back(row.view);
        if self.ended.len() > ENDED_MOST {
            self.ended.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::{event::EndReason, time::UnixMs, view::Lifecycle};
    use std::{fs, os::unix::fs::PermissionsExt};

    fn row(id: u128) -> SpaceRow {
        let view = SpaceView {
            id: SpaceId::from_bits(id),
            title: "Kept".parse().unwrap(),
            lifecycle: Lifecycle::Live { since: UnixMs(1) },
            stage: Vec::new(),
            listeners: 0,
            nobody_in_charge_until: None,
            microphones: Vec::new(),
            door: None,
        };
        SpaceRow { view, next_voice: 4 }
    }

    #[test]
    fn what_was_written_is_read_back() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap();
        let mut registry = Registry::read(&folder).unwrap();
        registry.save(row(1));
        registry.write(&folder).unwrap();
        assert_eq!(Registry::read(&folder).unwrap(), registry);
    }

    #[test]
    fn an_ended_space_is_found_and_never_taken_up_again() {
        let mut registry = Registry::default();
        registry.save(row(1));
        let mut over = row(1);
        over.view.lifecycle =
            Lifecycle::Ended { since: UnixMs(1), at: UnixMs(2), reason: EndReason::ByHost };
        registry.save(over);
        assert!(registry.live.is_empty());
        assert_eq!(registry.ended.len(), 1);
    }

    #[test]
    fn a_damaged_file_is_named_and_left_as_it_is() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap();
        fs::write(place.path().join(FILE), "{ half a").unwrap();
        let fault = Registry::read(&folder).unwrap_err();
        assert!(fault.to_string().contains("spaces.json"));
        assert_eq!(fs::read_to_string(place.path().join(FILE)).unwrap(), "{ half a");
    }

    #[test]
    fn the_secret_is_made_once_and_nobody_else_reads_it() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap();
        let first = super::super::secret(&folder, || [7; 32]).unwrap();
        assert_eq!(super::super::secret(&folder, || [8; 32]).unwrap(), first);
        let mode = fs::metadata(place.path().join("secret.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn one_folder_serves_one_relay() {
        let place = tempfile::tempdir().unwrap();
        let first = Folder::open(place.path()).unwrap();
        assert!(Folder::open(place.path()).unwrap_err().to_string().contains("in use"));
        drop(first);
        Folder::open(place.path()).unwrap();
    }
}
