//! Names of things. An id says what it names, so a person can never be passed for a space.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, num::NonZeroU32, str::FromStr};

/// A text that is not an id: ids are 32 hexadecimal digits with or without the hyphens of a UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is not an id; an id looks like 0199d1c8-7f3e-7a10-8a52-1c2b3d4e5f60")
    }
}

impl std::error::Error for NotAnId {}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u128);

        impl $name {
            /// A UUID version 7 (RFC 9562, section 5.7): sorts by the time it was made.
            pub fn v7(unix_ms: u64, chance: u128) -> Self {
                let time = u128::from(unix_ms & 0xffff_ffff_ffff) << 80;
                let random = chance & 0x0fff_3fff_ffff_ffff_ffff;
                Self(time | random | (0x7 << 76) | (0b10 << 62))
            }

            /// When it was made, of one that was made as version 7.
            pub const fn unix_ms(self) -> u64 {
                (self.0 >> 80) as u64
            }

            pub const fn from_bits(bits: u128) -> Self {
                Self(bits)
            }

            pub const fn bits(self) -> u128 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_uuid(f, self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                read_uuid(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    };
}

id! {
    /// One space, for ever: the same before, while and after it is live.
    SpaceId
}

id! {
    /// One person, with or without an account.
    PersonId
}

id! {
    /// One picture of somebody, as the relay drew it anew: another picture is another id.
    AvatarId
}

id! {
    /// One cover of a space that is to come, as the relay drew it anew: another picture is another id.
    CoverId
}

id! {
    /// One way of somebody to prove who they are: a password, or a passkey.
    IdentityId
}

id! {
    /// One browser in which somebody is signed in.
    SignInId
}

id! {
    /// One report to those who administer the relay.
    ReportId
}

id! {
    /// One kind of ticket for one space.
    TierId
}

id! {
    /// One purchase.
    OrderId
}

id! {
    /// One try to pay for one purchase.
    PaymentId
}

id! {
    /// One ticket in one person's hands: passed on, it is another one.
    TicketId
}

/// One person's place on one stage, and the CSRC under which their voice travels (RFC 3550,
/// section 5.1). Unique within its space, never zero, never used again in that space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VoiceId(pub NonZeroU32);

impl VoiceId {
    pub const fn new(number: u32) -> Option<Self> {
        match NonZeroU32::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    pub const fn csrc(self) -> u32 {
        self.0.get()
    }
}

impl fmt::Display for VoiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn write_uuid(f: &mut fmt::Formatter<'_>, bits: u128) -> fmt::Result {
    let [a, b, c, d, e] = [
        bits >> 96,
        (bits >> 80) & 0xffff,
        (bits >> 64) & 0xffff,
        (bits >> 48) & 0xffff,
        bits & 0xffff_ffff_ffff,
    ];
    write!(f, "{a:08x}-{b:04x}-{c:04x}-{d:04x}-{e:012x}")
}

fn read_uuid(text: &str) -> Result<u128, NotAnId> {
    let mut bits = 0u128;
    let mut digits = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte == b'-' && text.len() == 36 && matches!(at, 8 | 13 | 18 | 23) {
            continue;
        }
        let digit = char::from(byte).to_digit(16).ok_or(NotAnId)?;
        digits += 1;
        if digits > 32 {
            return Err(NotAnId);
        }
        bits = (bits << 4) | u128::from(digit);
    }
    if digits == 32 { Ok(bits) } else { Err(NotAnId) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_id_survives_being_written_down(bits: u128) {
            let id = SpaceId::from_bits(bits);
            prop_assert_eq!(id.to_string().parse::<SpaceId>().unwrap(), id);
            prop_assert_eq!(id.to_string().replace('-', "").parse::<SpaceId>().unwrap(), id);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,80}") {
            let _ = text.parse::<SpaceId>();
        }

        #[test]
        fn an_id_made_later_sorts_later(early in 0u64..1 << 47, by in 1u64..1 << 20, a: u128, b: u128) {
            prop_assert!(SpaceId::v7(early, a) < SpaceId::v7(early + by, b));
        }
    }

    #[test]
    fn a_version_7_id_says_so() {
        let id = PersonId::v7(0x0199_d1c8_7f3e, u128::MAX).to_string();
        assert_eq!(id, "0199d1c8-7f3e-7fff-bfff-ffffffffffff");
    }
}
