//! Plays the demo: its cast enter a space as people do, through the same rules, and their frames
//! go to the media plane as if from microphones.

use crate::{
    clock::{self, Beat},
    demo::{
        Program,
        people::{self, PERSONAS},
    },
    hub::{Attendance, Hub, room::Aside},
    media::LocalVoice,
    space::{About, Input, Session, Use, Who},
    store::{self, Setting, Store},
};
use anyhow::Context;
use causerie_shared::{
    command::Command,
    id::{PersonId, SpaceId, VoiceId},
    text::Title,
};
use std::time::Duration;

const TITLE: &str = "Causerie, on the air: voices and music from this relay";

/// One Opus frame.
const TICK: Duration = Duration::from_millis(20);

/// Frames that are later than this are left out: after the machine slept, a minute of speech at
/// once would be noise.
const LATE_MOST: u64 = 10;

/// The space that the demo plays in, live or over.
pub(super) async fn space(store: &Store) -> store::Result<Option<SpaceId>> {
    Ok(store.setting(Setting::Demo).await?.and_then(|id| id.parse().ok()))
}

/// Brings the demo's people in while the demo is on, and takes them out with it.
///
/// # Errors
/// A database that cannot be written.
pub async fn settle_people(store: &Store, wanted: bool) -> anyhow::Result<()> {
    let mut here = true;
    for persona in &PERSONAS {
        here &= store.person_of(&persona.handle.parse()?).await?.is_some();
    }
    if wanted && here {
        return Ok(());
    }
    // Some may have been deleted by a visitor who tried that out: they all come anew.
    let gone = store.unload(people::limit()).await?;
    if !wanted {
        if gone > 0 {
            tracing::info!(people = gone, "the demo's people went with the demo");
        }
        return Ok(());
    }
    let crowd = people::everybody()?;
    if store.load(&crowd, clock::now()).await? {
        tracing::info!(people = crowd.people.len(), "the demo's people are here");
    } else {
        tracing::warn!("somebody has a handle of the demo's people, who therefore stay away");
    }
    Ok(())
}

/// The demo on its stage, ready to play.
pub struct Demo {
    program: Program,
    stage: Stage,
}

/// Opens the demo's space, or takes it up where the last run left it, so that it is on air before
/// the first page is opened.
///
/// # Errors
/// Clips that cannot be read, or a relay that has no room for one more space.
pub async fn open(hub: &Hub) -> anyhow::Result<Demo> {
    let program = Program::load().context("the demo's clips cannot be read")?;
    let cast: Vec<Who> = (0..)
        .zip(program.speakers())
        .map(|(number, speaker)| {
            Ok(Who { played: true, ..Who::named(actor(number), speaker.name.parse()?) })
        })
        .collect::<anyhow::Result<_>>()?;
    let stage = Stage::open(hub, &cast, &program).await?;
    Ok(Demo { program, stage })
}

impl Demo {
    /// Plays for ever.
    pub async fn play(self) {
        let mut beat = Beat::every(TICK);
        loop {
            let tick = beat.tick(LATE_MOST).await;
            for frame in self.program.frames_at(tick) {
                if let Some(voice) = self.stage.voices.get(frame.speaker) {
                    voice.push(frame.payload, frame.level);
                }
            }
        }
    }
}

/// A person of the cast: ids of the year 1970, which nobody else can have.
fn actor(number: u128) -> PersonId {
    // From here on, the four get hues that lie far apart.
    const FIRST: u128 = 21;
    PersonId::v7(0, FIRST + number)
}

struct Stage {
    voices: Vec<LocalVoice>,
    /// The cast are here as long as these are.
    _cast: Vec<Attendance>,
}

impl Stage {
    async fn open(hub: &Hub, cast: &[Who], program: &Program) -> anyhow::Result<Self> {
        let host = cast.first().context("the demo has no speakers")?;
        let resumed = space(hub.store()).await?.filter(|id| hub.live_view(*id).is_ok());
        let id = match resumed {
            Some(id) => id,
            None => {
                let title: Title = TITLE.parse()?;
                let about = About {
                    language: "en".parse().ok(),
                    keeps_words: false,
                    ..About::titled(title)
                };
                let id = hub.create(about, host, false).await?.id;
                hub.store().set_setting(Setting::Demo, Some(&id.to_string())).await?;
                id
            }
        };
        let mut attendances = Vec::new();
        for who in cast {
            attendances.push(hub.arrive(id, who.clone(), None, None).await?);
        }
        for (who, attendance) in cast.iter().zip(&attendances).skip(1) {
            attendances[0].ask(0, Command::Invite { person: who.person }).await;
            attendance.ask(0, Command::AcceptInvitation).await;
            attendance.ask(0, Command::Unmute).await;
        }
        let room = hub.spaces().get(&id).cloned().context("the demo's space is gone")?;
        let mut voices = Vec::new();
        for (who, speaker) in cast.iter().zip(program.speakers()) {
            let voice = seat_of(hub, id, who.person).await?;
            voices.push(hub.media().local_voice(id, voice, speaker.music));
            // A microphone inside the relay is open from the start.
            let session = Session(clock::chance_u128());
            let used = Use::Speak { voice };
            room.tell_aside(Aside::Media(Input::Opened { session, used }));
            room.tell_aside(Aside::Media(Input::Connected { session }));
        }
        Ok(Self { voices, _cast: attendances })
    }
}

/// The seat that was asked for a moment ago.
async fn seat_of(hub: &Hub, id: SpaceId, person: PersonId) -> anyhow::Result<VoiceId> {
    for _ in 0..100 {
        if let Some(seat) = hub.live_view(id)?.seat_of(person) {
            return Ok(seat.voice);
        }
        tokio::time::sleep(TICK).await;
    }
    anyhow::bail!("the demo's cast found no seats")
}
