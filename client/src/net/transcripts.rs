//! The relay's doors about what was said.

use super::api::{Answer, Body, ask, read, send};
use crate::wire;
use causerie_shared::{
    id::SpaceId,
    transcript::{Reword, Transcript},
};

pub(crate) async fn transcript(space: SpaceId) -> Answer<Transcript> {
    read(ask("GET", &of(space, ""), Body::None).await)
}

pub(crate) async fn reword(space: SpaceId, number: u32, asked: &Reword) -> Answer<()> {
    let door = of(space, &["/", &number.to_string()].concat());
    send("PUT", &door, Body::Json(wire::reword(asked)), None).await.map(drop)
}

/// Takes one line out, or all that one said oneself.
pub(crate) async fn unsay(space: SpaceId, number: Option<u32>) -> Answer<()> {
    let which = number.map_or_else(|| "own".to_owned(), |number| number.to_string());
    send("DELETE", &of(space, &["/", &which].concat()), Body::None, None).await.map(drop)
}

/// To take home, by the ending of its name.
pub(crate) fn file(space: SpaceId, ending: &str) -> String {
    of(space, ending)
}

fn of(space: SpaceId, rest: &str) -> String {
    ["/api/spaces/", &space.to_string(), "/transcript", rest].concat()
}
