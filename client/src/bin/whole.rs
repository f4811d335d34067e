//! All pages in one, for `trunk serve`, which takes one program a page.

fn main() {
    #[cfg(target_arch = "wasm32")]
    causerie_client::start::<causerie_client::Whole>();
}
