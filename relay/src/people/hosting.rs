//! Who may host: the founding rule of spaces, as the operator writes it and as it is judged.
//!
//! Pure. Whether somebody may host is asked when a space is opened, and never again: a host who
//! falls below the threshold keeps the space that is on air.

use causerie_shared::{api::Hosting, handle::Handle};
use std::{fmt, str::FromStr};

/// A relay's rule. Read from and written as `followers >= 600`, `everyone`, `guests`, or
/// `accounts: ada, ben`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Policy {
    /// Accounts that so many others follow have an audience already.
    Followers(u64),
    /// Everybody who has an account.
    Everyone,
    /// Everybody, without an account too: for a house whose door is closed to strangers.
    Guests,
    /// Those whom the operator names.
    Accounts(Vec<Handle>),
}

/// Names in a list of accounts. Longer lists belong in groups, which do not exist yet.
const ACCOUNTS_MOST: usize = 1000;

/// An account that wants to host.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    pub handle: &'a Handle,
    pub followers: u64,
    pub is_administrator: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self::Followers(600)
    }
}

impl Policy {
    /// The verdict on an account, or on somebody without one. Whoever may change the rule is not
    /// held to it.
    pub fn judge(&self, candidate: Option<Candidate<'_>>) -> Hosting {
        let Some(candidate) = candidate else {
            return match self {
                Self::Guests => Hosting::Allowed,
                Self::Followers(needed) => Hosting::AccountNeeded { followers_needed: *needed },
                Self::Everyone | Self::Accounts(_) => {
                    Hosting::AccountNeeded { followers_needed: 0 }
                }
            };
        };
        if candidate.is_administrator {
            return Hosting::Allowed;
        }
        match self {
            Self::Everyone | Self::Guests => Hosting::Allowed,
            Self::Followers(needed) if candidate.followers >= *needed => Hosting::Allowed,
            Self::Followers(needed) => {
                Hosting::FollowersNeeded { followers: candidate.followers, needed: *needed }
            }
            Self::Accounts(named) if named.contains(candidate.handle) => Hosting::Allowed,
            Self::Accounts(_) => Hosting::NotNamed,
        }
    }
}

impl FromStr for Policy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("everyone") {
            return Ok(Self::Everyone);
        }
        if text.eq_ignore_ascii_case("guests") {
            return Ok(Self::Guests);
        }
        if let Some(number) = text.strip_prefix("followers") {
            let number = number.trim_start().strip_prefix(">=").map(str::trim);
            return match number.and_then(|number| number.parse().ok()) {
                Some(number) => Ok(Self::Followers(number)),
                None => Err("write the number of followers as \"followers >= 600\"".into()),
            };
        }
        let Some(names) = text.strip_prefix("accounts:") else {
            return Err(
                "write \"followers >= 600\", \"everyone\", \"guests\" or \"accounts: ada, \
                        ben\""
                    .into(),
            );
        };
        let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
        let accounts = names
            .map(|name| {
                let handle = name.strip_prefix('@').unwrap_or(name);
                handle.parse::<Handle>().map_err(|fault| format!("{name}: {fault}"))
            })
            .take(ACCOUNTS_MOST + 1)
            .collect::<Result<Vec<_>, _>>()?;
        if accounts.len() > ACCOUNTS_MOST {
            return Err(format!("at most {ACCOUNTS_MOST} accounts can be named"));
        }
        Ok(Self::Accounts(accounts))
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Followers(needed) => write!(f, "followers >= {needed}"),
            Self::Everyone => f.write_str("everyone"),
            Self::Guests => f.write_str("guests"),
            Self::Accounts(named) => {
                let named: Vec<_> = named.iter().map(Handle::as_str).collect();
                write!(f, "accounts: {}", named.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(policy: &str, handle: &str, followers: u64) -> Hosting {
        let handle = handle.parse().unwrap();
        let candidate = Candidate { handle: &handle, followers, is_administrator: false };
        policy.parse::<Policy>().unwrap().judge(Some(candidate))
    }

    #[test]
    fn six_hundred_followers_make_a_host() {
        let policy = Policy::default().to_string();
        assert_eq!(judge(&policy, "ada", 600), Hosting::Allowed);
        assert_eq!(
            judge(&policy, "ben", 452),
            Hosting::FollowersNeeded { followers: 452, needed: 600 }
        );
    }

    #[test]
    fn a_refusal_says_how_far_it_is() {
        let words = judge("followers >= 600", "ben", 452).to_string();
        assert_eq!(words, "you have 452 of the 600 followers that a host has here");
    }

    #[test]
    fn those_who_are_named_host_and_nobody_else() {
        assert_eq!(judge("accounts: @Ada, ben", "ada", 0), Hosting::Allowed);
        assert_eq!(judge("accounts: @Ada, ben", "eve", 9999), Hosting::NotNamed);
    }

    #[test]
    fn guests_host_only_where_the_rule_says_so() {
        for (policy, verdict) in [
            ("guests", Hosting::Allowed),
            ("everyone", Hosting::AccountNeeded { followers_needed: 0 }),
            ("followers >= 5", Hosting::AccountNeeded { followers_needed: 5 }),
        ] {
            assert_eq!(policy.parse::<Policy>().unwrap().judge(None), verdict, "{policy}");
        }
    }

    #[test]
    fn whoever_may_change_the_rule_is_not_held_to_it() {
        let handle = "root".parse().unwrap_or_else(|_| "ada_l".parse().unwrap());
        let candidate = Candidate { handle: &handle, followers: 0, is_administrator: true };
        assert_eq!(Policy::default().judge(Some(candidate)), Hosting::Allowed);
    }

    #[test]
    fn a_policy_is_written_as_it_is_read() {
        for text in ["followers >= 600", "everyone", "guests", "accounts: ada, ben"] {
            assert_eq!(text.parse::<Policy>().unwrap().to_string(), text);
        }
        for text in ["", "followers > 6", "followers >= many", "everybody", "accounts: a b"] {
            assert!(text.parse::<Policy>().is_err(), "{text}");
        }
    }
}
