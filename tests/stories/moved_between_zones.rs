use anyhow::{Result, ensure};
use serde_json::json;

use causerie_tests::person::Person;
use causerie_tests::world::{Demo, story};

/// What a browser's clocks show tomorrow at nine in the evening, as a field for day and time has it.
const TOMORROW_AT_NINE: &str = "
    const at = new Date(Date.now() + 24 * 3_600_000);
    const two = number => String(number).padStart(2, '0');
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T21:00`;";

async fn lives_in(person: &Person, zone: &str) -> Result<()> {
    let params = json!({ "timezoneId": zone });
    person.page().devtools("Emulation.setTimezoneOverride", params).await.map(drop)
}

/// The host types by the clocks of Tokyo, the reader reads by those of New York and in French; moved by
/// an hour, the reader is told of the new time by their own clocks.
#[test]
fn moved_between_zones() {
    story(Demo::None, async |world| {
        let ada = world.person("Ada").await?;
        lives_in(&ada, "Asia/Tokyo").await?;
        ada.has_an_account("ada_l").await?;
        ada.opens("/announce").await?;
        ada.writes("title-input", "Thé du soir").await?;
        let nine = ada.page().eval(TOMORROW_AT_NINE).await?;
        let nine = nine.as_str().unwrap_or_default().to_owned();
        ada.sets("starts-input", &nine).await?;
        ada.clicks("announce-button").await?;
        ada.is_told("Announced").await?;
        ada.reads_in("coming", "9:00").await?;
        let space = ada.path().await?;

        let ben = world.person("Ben").await?;
        lives_in(&ben, "America/New_York").await?;
        ben.opens(&space).await?;
        ben.clicks("lang-switch").await?;
        ben.reads_in("remind", "Me le rappeler").await?;
        // Tokyo has no summer time; New York is 14 hours behind in winter, 13 in summer.
        let here = ben.page().eval(
            "return new Intl.DateTimeFormat('fr', { hour: '2-digit', minute: '2-digit' })
                 .format(new Date(document.querySelector('.coming-time').dateTime));",
        );
        let here = here.await?;
        ensure!(here == "07:00" || here == "08:00", "by the clocks of New York it is {here}");
        let hour = here.as_str().unwrap_or_default().trim_start_matches('0').to_owned();
        ben.reads_in("coming", &hour).await?;
        ben.reads_in("coming", "21:00 UTC+9").await?;
        ben.clicks("remind").await?;
        ben.reads_in("remind", "Rappel prévu").await?;

        ada.opens(&format!("{space}/edit")).await?;
        ada.waits_for_written("starts-input", &nine).await?;
        ada.sets("starts-input", &nine.replace("T21", "T22")).await?;
        ada.clicks("announce-button").await?;
        ada.is_told("Changed").await?;
        ben.reads_in("coming", "22:00 UTC+9").await?;
        ben.reads_in("remind", "Rappel prévu").await?;
        ben.rings().await?;
        ben.clicks("bell").await?;
        let later = if here == "07:00" { "8:00" } else { "9:00" };
        ben.reads_in("notification", "Nouvelle heure").await?;
        ben.reads_in("notification", later).await
    });
}
