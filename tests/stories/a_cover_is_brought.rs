use anyhow::ensure;

use causerie_tests::process::scratch;
use causerie_tests::world::{Demo, story};

use crate::a_profile_is_edited_and_seen::{IS_BLUE, a_blue_picture};

/// Typed, with the key that ends a line (WebDriver, section 17.4.2).
const DESCRIPTION: &str = "An evening of **slow songs**.\u{e007}\u{e007}\
                           - bring [tea](https://tea.example)\u{e007}\
                           - <img src=x onerror=alert(1)>";

/// A description reads as it was meant, and runs nothing. A cover that is refused leaves the
/// announcement standing and what was chosen where it was; the next one is seen by everybody.
#[test]
fn a_cover_is_brought() {
    story(Demo::None, async |world| {
        let ada = world.person("Ada").await?;
        ada.has_an_account("ada_l").await?;
        let folder = scratch("covers")?;
        let (drawing, picture) = (folder.path().join("a.svg"), folder.path().join("a.png"));
        // The browser draws it, and the relay does not.
        let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path/></svg>";
        std::fs::write(&drawing, svg)?;
        ada.opens("/announce").await?;
        ada.writes("title-input", "Songs at ten").await?;
        ada.writes("description-input", DESCRIPTION).await?;
        ada.chooses_file("cover-input", &drawing).await?;
        ada.sees("cover-preview").await?;
        ada.clicks("announce-button").await?;
        ada.is_told("without the cover").await?;
        ada.reads_in("form-error", "SVG drawings").await?;
        ada.sees("cover-preview").await?;
        let edit = ada.path().await?;
        ensure!(edit.starts_with("/s/") && edit.ends_with("/edit"), "she is at {edit}");
        ada.waits_for_written("title-input", "Songs at ten").await?;

        a_blue_picture(ada.page(), &picture).await?;
        ada.chooses_file("cover-input", &picture).await?;
        ada.clicks("announce-button").await?;
        let is_blue = |css: &str| IS_BLUE.replace("CSS", css);
        ada.waits(&is_blue(".coming > .cover img"), "the cover on its page").await?;
        ada.waits("document.querySelector('.space-about strong')", "what is strong").await?;
        let read = "return [...document.querySelectorAll('.space-about li')]
            .map((item) => item.textContent + ' ' + (item.querySelector('a')?.rel ?? '')).join('|')
            + document.querySelectorAll('.space-about img').length";
        let read = ada.page().eval(read).await?;
        let expected = "bring tea nofollow noopener ugc|<img src=x onerror=alert(1)> 0";
        ensure!(read == expected, "it reads {read}");

        let ben = world.person("Ben").await?;
        ben.opens("/@ada_l").await?;
        ben.waits(&is_blue(".upcoming-cover img"), "the cover in a list").await?;
        ada.opens(&edit).await?;
        ada.clicks("remove-cover").await?;
        ada.clicks("announce-button").await?;
        ada.is_told("Changed").await?;
        ada.waits("document.querySelector('.coming > .cover .disc-pattern')", "a pattern").await?;
        ada.waits("!document.querySelector('.cover img')", "the cover to be gone").await
    });
}
