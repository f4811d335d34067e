//! The real relay, started inside the test on ports that the system chooses, and spoken to from
//! outside: over HTTP, over WebSockets, and as a process.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for the one frame it is about")]

mod accounts;
mod announcements;
mod authenticator;
mod avatars;
mod backstage;
mod binary;
mod buyers;
mod bytes;
mod classes;
mod covers;
mod crowds;
mod farewells;
mod home;
mod house;
mod http;
mod invitations;
mod messages;
#[path = "../native/mod.rs"]
#[expect(dead_code, reason = "the media plane's own tests use the rest")]
mod native;
mod orders;
mod passkeys;
#[path = "../../../tests/src/post_office.rs"]
#[expect(unreachable_pub, reason = "the stories use it too")]
#[expect(dead_code, reason = "the store is killed while it sends")]
mod post_office;
mod profiles;
mod queues;
mod reports;
mod restart;
mod returns;
mod shop;
mod signal;
mod silence;
mod stage;
mod stir;
mod tickets;
mod transcripts;
mod voices;
mod whip_whep;
mod witness;
