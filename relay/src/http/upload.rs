//! A picture on its way from a visitor, of a person or of a space: read within bounds, drawn anew.
//!
//! Law: before the first byte is held, its sender has a place in line.

use crate::{
    http::{Problem, State},
    people::picture::{Drawn, Picture, Shape, UPLOAD_MOST},
    store::{PictureRow, PictureSizes},
};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, header},
};
use causerie_shared::{
    fault::{Fault, PictureFault},
    id::PersonId,
};
use futures_util::StreamExt;
use std::{net::IpAddr, time::Duration};

/// Pictures that arrive, wait or are drawn, each in up to 8 MB.
pub(super) const PICTURES_IN_LINE: usize = 12;

/// A picture takes up to a second.
pub(super) const PICTURES_RETRY_S: u32 = 5;

/// Time for a picture to arrive: 8 MB over a telephone's 3 Mbit/s.
const UPLOAD_WITHIN: Duration = Duration::from_secs(25);

pub(super) struct Upload<'a> {
    pub(super) from: IpAddr,
    pub(super) by: PersonId,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: Body,
}

impl Upload<'_> {
    /// In both sizes of `shape`; `fault` says whose picture is refused.
    ///
    /// # Errors
    /// What is too large or too slow, no picture, or one too many; and a full line.
    pub(super) async fn drawn(
        self,
        state: &State,
        shape: Shape,
        fault: fn(PictureFault) -> Fault,
    ) -> Result<PictureSizes, Problem> {
        if said_length(self.headers).is_some_and(|length| length > DRAIN_MOST as u64) {
            return Err(too_large(fault));
        }
        state.limits.avatar(self.from, self.by)?;
        let place = state.drawing.place()?;
        let upload = tokio::time::timeout(UPLOAD_WITHIN, read(self.body)).await;
        let upload = upload.map_err(|_| Problem::too_late())??;
        let upload = upload.ok_or_else(|| too_large(fault))?;
        let drawn = place.run(move || shape.draw(&upload)).await?;
        let Drawn { large, small } = drawn.map_err(fault)?;
        Ok(PictureSizes { large: row(large), small: row(small) })
    }
}

fn row(picture: Picture) -> PictureRow {
    PictureRow { kind: picture.kind.mime().into(), bytes: picture.bytes }
}

fn said_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Bytes of an upload that are read at most, most of them for nothing: many browsers show no answer
/// that comes while they send, and whoever brought a large photograph should see the words.
const DRAIN_MOST: usize = 16 * 1024 * 1024;

/// Nothing when it is too large.
async fn read(body: Body) -> Result<Option<Vec<u8>>, Problem> {
    let mut bytes = Vec::new();
    let mut length = 0_usize;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Problem::unreadable("the request broke off"))?;
        length = length.saturating_add(chunk.len());
        if length <= UPLOAD_MOST {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
        if length > DRAIN_MOST {
            break;
        }
    }
    Ok(Some(bytes).filter(|_| length <= UPLOAD_MOST))
}

/// The rest is not read, so the connection cannot go on.
fn too_large(fault: fn(PictureFault) -> Fault) -> Problem {
    let most_mb = u32::try_from(UPLOAD_MOST >> 20).unwrap_or(u32::MAX);
    Problem::from(fault(PictureFault::TooManyBytes { most_mb }))
        .with(header::CONNECTION, HeaderValue::from_static("close"))
}
