//! Rebuilds the relay when the client it embeds was built anew.

fn main() {
    // A path that is not there counts as changed at every build, so an empty folder stands in for
    // a client that was not built yet. Without one the relay says how to build it.
    let dist = std::path::Path::new("../dist");
    if std::fs::create_dir_all(dist).is_ok() {
        println!("cargo::rerun-if-changed=../dist");
    }
}
