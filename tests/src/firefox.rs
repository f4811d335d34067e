//! Firefox ESR, over its own BiDi door, with a sound server of its own: without a device to play
//! on, its audio clock does not run and every tone is silence.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use serde_json::json;
use tokio::process::Command;

use crate::bidi::Bidi;
use crate::browser::{Browser, Life};
use crate::page::Page;
use crate::process::{Process, Words, appears, scratch};

const PREFS: &str = r#"
user_pref("media.navigator.streams.fake", true);
user_pref("media.navigator.permission.disabled", true);
user_pref("media.autoplay.default", 0);
user_pref("media.autoplay.blocking_policy", 0);
user_pref("media.peerconnection.ice.loopback", true);
user_pref("media.peerconnection.ice.obfuscate_host_addresses", false);
user_pref("intl.accept_languages", "en-GB, en");
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
"#;

impl Browser {
    pub async fn firefox(console: Words) -> Result<Self> {
        let home = scratch("firefox")?;
        let socket = home.path().join("sound");
        let mut command = Command::new("pulseaudio");
        command
            .args(["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"])
            .args(["-L", "module-null-sink"])
            .arg("-L")
            .arg(format!(
                "module-native-protocol-unix auth-anonymous=1 socket={}",
                socket.display()
            ))
            .env("HOME", home.path())
            .env("XDG_RUNTIME_DIR", home.path());
        let sound = Process::start("pulseaudio", command, Words::default())?;
        appears(&socket, Duration::from_secs(10)).await?;

        let profile = home.path().join("profile");
        std::fs::create_dir(&profile)?;
        std::fs::write(profile.join("user.js"), PREFS)?;
        let mut command = Command::new("firefox-esr");
        command
            .args(["--headless", "--no-remote", "--remote-debugging-port=0", "--profile"])
            .arg(&profile)
            .env("HOME", home.path())
            .env("XDG_RUNTIME_DIR", home.path())
            .env("PULSE_SERVER", format!("unix:{}", socket.display()));
        let mut browser = Process::start("firefox-esr", command, Words::default())?;
        let door = browser
            .says(Duration::from_secs(60), |line| {
                let (_, door) = line.split_once("WebDriver BiDi listening on ")?;
                Some(door.trim().to_owned())
            })
            .await?;
        let bidi = Bidi::connect(&format!("{door}/session"), console).await?;
        bidi.send("session.new", json!({ "capabilities": {} })).await?;
        let page = Page::first(bidi).await?;
        let life = Life { _processes: vec![browser, sound], _home: home };
        Ok(Browser { page, _life: Arc::new(life) })
    }
}
