//! What travels about people: who one is, accounts, profiles, follows.

use super::{Json, Read};
use causerie_shared::{
    api::{Account, Hosting, Me},
    people::{
        AccountSettings, PasskeyCard, PersonCard, PersonList, Profile, RecoveryCodes, Related,
        Relation, SessionCard, Welcome,
    },
};

fields! {
    Me { person, name, account, hosting }
    Account { handle, avatar, is_administrator }
    Welcome { me, recovery_codes }
    RecoveryCodes { recovery_codes }
    AccountSettings { profile, links, has_password, passkeys, recovery_codes_left, sessions, blocked }
    PasskeyCard { id, label, created_at, used_at }
    SessionCard { id, browser, created_at, seen_at, is_this }
    PersonCard { id, handle, name, avatar, biography, followers, following }
    Profile { person, links, joined, relation, live, past }
    Relation { is_self, follows, followed_by, blocks }
    Related { relation, followers, following }
    PersonList { people, after }
}

variants! {
    Hosting {
        "allowed" => Allowed,
        "account_needed" => AccountNeeded { followers_needed },
        "followers_needed" => FollowersNeeded { followers, needed },
        "not_named" => NotNamed,
    }
}
