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

/// What the relay writes before `is_last`, which it must within some seconds.
fn says_until(arguments: &[&str], is_last: impl Fn(&str) -> bool) -> Vec<String> {
    let mut relay =
        causerie(arguments).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(relay.stderr.take().unwrap()).lines();
    let mut said = Vec::new();
    for line in lines {
        said.push(line.unwrap());
        if said.last().is_some_and(|line| is_last(line)) {
            break;
        }
    }
    relay.kill().unwrap();
    relay.wait().unwrap();
    said
}

#[test]
fn a_model_that_is_missing_or_broken_is_said_in_one_line_and_the_relay_opens() {
    let data = tempfile::tempdir().unwrap();
    let (models, none) = (data.path().join("models"), data.path().join("none"));
    std::fs::create_dir_all(models.join("tiny")).unwrap();
    std::fs::write(models.join("tokenizer.json"), "{}").unwrap();
    for file in ["encoder_model.onnx", "decoder_model_merged.onnx"] {
        std::fs::write(models.join("tiny").join(file), [0; 1000]).unwrap();
    }
    let at = data.path().to_str().unwrap();
    for models in [models.to_str().unwrap(), none.to_str().unwrap()] {
        let serve = ["serve", "--port", "0", "--media-ports", "0", "--no-demo", "--data", at];
        let serve = [&serve[..], &["--models", models]].concat();
        let mut missing = 0;
        let both = std::cell::Cell::new(0);
        let said = says_until(&serve, |line| {
            both.set(both.get() + u8::from(line.contains("there are no captions")));
            both.set(both.get() + u8::from(line.contains("the relay is open")));
            both.get() == 2
        });
        for line in said.iter().filter(|line| line.contains("there are no captions")) {
            assert!(line.contains(models) && line.contains("cargo xtask models"), "{line}");
            missing += 1;
        }
        assert_eq!(missing, 1, "{said:#?}");
    }
}
