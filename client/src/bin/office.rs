//! What is done before a space begins and around an account.

fn main() {
    #[cfg(target_arch = "wasm32")]
    causerie_client::start::<causerie_client::Office>();
}
