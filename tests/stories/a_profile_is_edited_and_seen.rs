use std::path::Path;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::page::Page;
use causerie_tests::process::scratch;
use causerie_tests::world::{Demo, story};

/// What somebody writes about themself, and their picture, is what others see; a bad address and a
/// file that is no picture are told where they are, and lose nothing.
#[test]
fn a_profile_is_edited_and_seen() {
    story(Demo::None, async |world| {
        let ada = world.person_with("Ada", Microphone::Refused, Autoplay::Allowed).await?;
        ada.has_an_account("ada").await?;
        ada.opens("/settings").await?;
        ada.writes("name-input", "Ada of the Engine").await?;
        ada.writes("biography-input", "Notes on engines.").await?;
        ada.writes("link-0-input", "https://example.org/ada").await?;
        ada.writes("link-1-input", "ftp://example.org").await?;
        ada.clicks("save-profile").await?;
        let wrong = ada.is_told_at("link-1-input").await?;
        ensure!(wrong.contains("https://"), "{wrong}");
        let name = ada.has_written("name-input").await?;
        ensure!(name == "Ada of the Engine", "the name became {name}");
        ada.writes("link-1-input", "http://notes.example.org").await?;
        ada.clicks("save-profile").await?;
        ada.is_told("Saved").await?;

        let folder = scratch("pictures")?;
        let (drawing, picture) = (folder.path().join("ada.svg"), folder.path().join("ada.png"));
        std::fs::write(&drawing, "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")?;
        ada.chooses_file("picture-input", &drawing).await?;
        ada.clicks("use-picture").await?;
        ada.reads_in("form-error", "SVG drawings").await?;
        ada.clicks("cancel").await?;

        let words = folder.path().join("words.png");
        std::fs::write(&words, "no picture at all")?;
        ada.chooses_file("picture-input", &words).await?;
        ada.reads_in("form-error", "no picture that can be read").await?;

        a_blue_picture(ada.page(), &picture).await?;
        ada.chooses_file("picture-input", &picture).await?;
        ada.clicks("use-picture").await?;
        ada.sees("remove-picture").await?;
        let is_blue = |css: &str| IS_BLUE.replace("CSS", css);
        ada.waits(&is_blue(".own-disc .disc-picture"), "her picture in the bar").await?;

        let ben = ada.lends_the_machine_to("Ben").await?;
        ben.opens("/@ada").await?;
        ben.waits(&is_blue(".person-portrait .disc-picture"), "her picture").await?;
        for words in ["Ada of the Engine", "Notes on engines.", "notes.example.org"] {
            ben.reads_on_the_page(words).await?;
        }
        let link = "return document.querySelector('.person-links a').rel";
        let rel = ben.page().eval(link).await?;
        ensure!(rel == "nofollow noopener noreferrer", "a link of hers says {rel}");

        ada.clicks("remove-picture").await?;
        ada.waits("!document.querySelector('.disc-picture')", "the picture to be gone").await
    });
}

/// 300 by 200 pixels of one blue.
pub(crate) async fn a_blue_picture(page: &Page, file: &Path) -> Result<()> {
    let drawn = page
        .eval(
            "const canvas = document.createElement('canvas');
             [canvas.width, canvas.height] = [300, 200];
             const brush = canvas.getContext('2d');
             brush.fillStyle = 'rgb(20, 60, 220)';
             brush.fillRect(0, 0, 300, 200);
             return canvas.toDataURL('image/png').split(',')[1];",
        )
        .await?;
    let drawn = drawn.as_str().context("nothing was drawn")?;
    std::fs::write(file, base64::engine::general_purpose::STANDARD.decode(drawn)?)?;
    Ok(())
}

pub(crate) const IS_BLUE: &str = "(picture => {
    if (!picture?.naturalWidth) return false;
    const brush = document.createElement('canvas').getContext('2d');
    brush.drawImage(picture, 0, 0, 1, 1);
    const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
    return red < 60 && green < 100 && blue > 180;
})(document.querySelector('CSS'))";
