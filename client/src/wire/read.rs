//! From JSON to the shared words. What does not read is `None`, whatever is wrong with it.

use super::json::Json;
use causerie_shared::{
    handle::Handle,
    id::{
        AvatarId, CoverId, IdentityId, OrderId, PersonId, SignInId, SpaceId, TicketId, TierId,
        VoiceId,
    },
    language::Language,
    link::LinkUrl,
    money::Currency,
    text::{Biography, Choice, Description, Line, Name, Question, Reason, Term, Title, Wording},
    time::UnixMs,
    topic::{Topic, Topics},
};

pub trait Read: Sized {
    fn read(json: &Json) -> Option<Self>;
}

pub fn read<T: Read>(text: &str) -> Option<T> {
    T::read(&Json::parse(text)?)
}

impl Json {
    fn field<T: Read>(&self, key: &str) -> Option<T> {
        T::read(self.get(key))
    }

    /// Name and fields of an enum's value, as serde tags them from the outside: a name alone, or
    /// an object of one key.
    fn variant(&self) -> Option<(&str, &Self)> {
        match self {
            Self::Text(name) => Some((name, &Self::Null)),
            Self::Object(pairs) => match pairs.as_slice() {
                [(name, fields)] => Some((name, fields)),
                _ => None,
            },
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Minus(_) | Self::List(_) => None,
        }
    }
}

impl Read for u64 {
    fn read(json: &Json) -> Option<Self> {
        if let Json::Number(number) = json { Some(*number) } else { None }
    }
}

macro_rules! smaller {
    ($($number:ty),*) => {$(
        impl Read for $number {
            fn read(json: &Json) -> Option<Self> {
                u64::read(json)?.try_into().ok()
            }
        }
    )*};
}

smaller!(u32, u16, u8, usize);

impl Read for i64 {
    fn read(json: &Json) -> Option<Self> {
        if let Json::Minus(far) = json {
            0_i64.checked_sub_unsigned(*far)
        } else {
            u64::read(json)?.try_into().ok()
        }
    }
}

/// What is absent is no.
impl Read for bool {
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::Bool(yes) => Some(*yes),
            Json::Null => Some(false),
            Json::Number(_) | Json::Minus(_) | Json::Text(_) | Json::List(_) | Json::Object(_) => {
                None
            }
        }
    }
}

impl Read for String {
    fn read(json: &Json) -> Option<Self> {
        json.text().map(str::to_owned)
    }
}

/// What is absent or null is `None`; what is there must read.
impl<T: Read> Read for Option<T> {
    fn read(json: &Json) -> Option<Self> {
        if *json == Json::Null { Some(None) } else { T::read(json).map(Some) }
    }
}

impl<T: Read> Read for Box<T> {
    fn read(json: &Json) -> Option<Self> {
        T::read(json).map(Self::new)
    }
}

/// What is absent is empty.
impl<T: Read> Read for Vec<T> {
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::Null => Some(Self::new()),
            Json::List(values) => {
                let mut read = Self::with_capacity(values.len());
                for value in values {
                    read.push(T::read(value)?);
                }
                Some(read)
            }
            Json::Bool(_) | Json::Number(_) | Json::Minus(_) | Json::Text(_) | Json::Object(_) => {
                None
            }
        }
    }
}

macro_rules! parsed {
    ($($word:ty),*) => {$(
        impl Read for $word {
            fn read(json: &Json) -> Option<Self> {
                json.text()?.parse().ok()
            }
        }
    )*};
}

parsed!(SpaceId, PersonId, AvatarId, CoverId, IdentityId, SignInId, OrderId, TicketId, TierId);
parsed!(Title, Name, Description, Biography, Choice, Line, Question, Reason, Term, Wording);
parsed!(Topic, Language, LinkUrl);

impl Read for Currency {
    fn read(json: &Json) -> Option<Self> {
        Self::existing(json.text()?)
    }
}

impl Read for Handle {
    fn read(json: &Json) -> Option<Self> {
        Self::existing(json.text()?).ok()
    }
}

impl Read for char {
    fn read(json: &Json) -> Option<Self> {
        json.text()?.parse().ok()
    }
}

impl Read for Topics {
    fn read(json: &Json) -> Option<Self> {
        Self::of(Vec::<String>::read(json)?).ok()
    }
}

impl Read for VoiceId {
    fn read(json: &Json) -> Option<Self> {
        Self::new(u32::read(json)?)
    }
}

impl Read for UnixMs {
    fn read(json: &Json) -> Option<Self> {
        u64::read(json).map(Self)
    }
}

/// Structs whose fields stand under their own names.
macro_rules! fields {
    ($($word:ident { $($field:ident),* })*) => {$(
        impl Read for $word {
            fn read(json: &Json) -> Option<Self> {
                Some(Self { $($field: json.field(stringify!($field))?),* })
            }
        }
    )*};
}

/// A value of an enum of which some variants carry fields under their own names.
macro_rules! variant {
    ($json:ident as $word:ident {
        $($tag:literal => $variant:ident $({ $($field:ident),* })?,)*
    }) => {{
        let (name, json) = $json.variant()?;
        let _ = json;
        Some(match name {
            $($tag => $word::$variant $({ $($field: json.field(stringify!($field))?),* })?,)*
            _ => return None,
        })
    }};
}

/// Enums that are read so.
macro_rules! variants {
    ($($word:ident { $($tag:literal => $variant:ident $({ $($field:ident),* })?,)* })*) => {$(
        impl Read for $word {
            fn read(json: &Json) -> Option<Self> {
                variant!(json as $word { $($tag => $variant $({ $($field),* })?,)* })
            }
        }
    )*};
}

// Below the macros, which reach what follows them.
mod announcement;
mod caption;
pub(super) mod fault;
#[cfg(test)]
mod laws;
mod people;
mod space;
mod ticket;
