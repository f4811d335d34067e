//! The shared words as they travel, read and written by hand.
//!
//! The relay uses serde's derives. Compiled to WebAssembly they would cost a fifth of what a first
//! visit may cost, so the client reads the same JSON with a parser of its own. The tests hold both sides together: whatever serde
//! writes is read here, whatever is written here serde reads, for every variant.

mod json;
mod read;
mod write;

pub use json::Json;
pub use read::{Read, fault::read_shop_faults, read};
pub use write::{
    announce, answer_invitation, become_demo, cancel, caption_style, change_password, client_frame,
    create_space, delete_account, draft, edit_profile, invite, name_request, pass_request,
    pay_with_card, place_order, recover, report, reword, set_address, set_lead, set_tickets,
    sign_in, sign_up, sign_up_with_passkey, signed, subscribe, transfer, unsubscribe, waiting,
};
