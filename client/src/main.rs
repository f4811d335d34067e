//! What somebody needs who comes to listen.

fn main() {
    #[cfg(target_arch = "wasm32")]
    causerie_client::start::<causerie_client::Visitors>();
}
