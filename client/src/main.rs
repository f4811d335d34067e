fn main() {
    #[cfg(target_arch = "wasm32")]
    causerie_client::start();
}
