//! The program as an operator meets it: its words and its exit codes.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

fn causerie(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_causerie"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn ends(arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stderr, .. } = causerie(arguments).output().unwrap();
    (status.code(), String::from_utf8(stderr).unwrap())
}

#[test]
fn a_taken_port_is_named_and_exits_with_3() {
    let taken = TcpListener::bind("[::]:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let data = tempfile::tempdir().unwrap();
    let data = data.path().to_str().unwrap();
    let (code, words) =
        ends(&["serve", "--port", &port, "--data", data, "--media-ports", "0", "--no-demo"]);
    assert_eq!(code, Some(3), "{words}");
    assert!(words.contains(&format!("port {port} is taken")), "{words}");
}

#[test]
fn a_taken_media_port_is_named_and_exits_with_3() {
    let taken = std::net::UdpSocket::bind("[::]:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let data = tempfile::tempdir().unwrap();
    let data = data.path().to_str().unwrap();
    let (code, words) =
        ends(&["serve", "--port", "0", "--data", data, "--media-ports", &port, "--no-demo"]);
    assert_eq!(code, Some(3), "{words}");
    assert!(words.contains(&port), "{words}");
}

#[test]
fn a_folder_that_is_none_is_named_and_exits_with_4() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let data = file.path().join("data");
    let data = data.to_str().unwrap();
    let (code, words) = ends(&["serve", "--port", "0", "--data", data, "--no-demo"]);
    assert_eq!(code, Some(4), "{words}");
    assert!(words.contains(data) && words.contains("cannot be written"), "{words}");
}

#[test]
fn a_wrong_flag_and_a_wrong_key_exit_with_2() {
    let (code, words) = ends(&["serve", "--port", "many"]);
    assert_eq!(code, Some(2), "{words}");
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("causerie.toml");
    std::fs::write(&file, "media_port = 1").unwrap();
    let (code, words) = ends(&["serve", "--config", file.to_str().unwrap()]);
    assert_eq!(code, Some(2), "{words}");
    assert!(words.contains("unknown field `media_port`"), "{words}");
}

#[test]
fn the_configuration_is_printed_with_its_words() {
    let output =
        causerie(&["config", "--port", "81"]).env("CAUSERIE_SPACES_MOST", "3").output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        printed.contains("\nport = 81\n") && printed.contains("\nspaces_most = 3\n"),
        "{printed}"
    );
    assert!(printed.contains("# UDP ports for audio"), "{printed}");
}

#[test]
fn asked_to_stop_it_says_goodbye_and_exits_with_0_within_two_seconds() {
    let data = tempfile::tempdir().unwrap();
    let mut relay =
        causerie(&["serve", "--host", "127.0.0.1", "--port", "0", "--media-ports", "0"])
            .arg("--data")
            .arg(data.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
    let mut line = String::new();
    BufReader::new(relay.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("Causerie is on http://localhost:"), "{line}");
    let pid = relay.id().to_string();
    let asked = Instant::now();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let status = relay.wait().unwrap();
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    assert_eq!(status.code(), Some(0));
}
