//! What is bought, sold and earned.

fn main() {
    #[cfg(target_arch = "wasm32")]
    causerie_client::start::<causerie_client::Till>();
}
