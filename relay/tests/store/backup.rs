use crate::{
    announcements::announcement,
    engines::{NOW, Place, on_each, password, person, row},
    shop::Shop,
    spaces::{ended, space},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use causerie_relay::store::{
    Inventory, Liveness, PictureRow, PictureSizes, SessionRow, Setting, Store, inspect, secret,
};
use causerie_shared::{
    id::{AvatarId, CoverId, PersonId, SignInId, SpaceId},
    ticket::OrderState,
};

/// Something in every table and every column.
async fn furnish(store: &Store) -> PersonId {
    let ada = person(store, 1, "ada").await;
    let ben = person(store, 2, "ben").await;
    let cat = person(store, 3, "cat").await;
    store.set_administrator(ada, true).await.unwrap();
    store.identity_used(password(ada).id, "a newer hash \u{1f511}", NOW).await.unwrap();
    store.follow(ben, ada, NOW).await.unwrap();
    store.follow(cat, ada, NOW).await.unwrap();
    store.block(ada, cat, NOW).await.unwrap();
    let session = SessionRow {
        id: SignInId::from_bits(1),
        agent: "a \"browser\"\n".into(),
        created_at: NOW,
        seen_at: NOW,
        expires_at: NOW.plus_ms(1000),
    };
    store.add_session("a token's hash", ada, &session).await.unwrap();
    let picture = |bytes: &[u8]| PictureRow { kind: "image/webp".into(), bytes: bytes.into() };
    let picture = PictureSizes { large: picture(&[0, 255, 10, 13]), small: picture(&[]) };
    store.set_avatar(ada, Some((AvatarId::from_bits(5), &picture))).await.unwrap();
    assert!(store.announce(&announcement(4, ada, "ada"), 9).await.unwrap());
    let cover = Some((CoverId::from_bits(6), &picture));
    assert!(store.set_cover(SpaceId::from_bits(4), cover, NOW).await.unwrap());
    store.set_setting(Setting::Hosting, Some("followers >= 3")).await.unwrap();
    store.save(space(1, ada, "Été on air"));
    store.save(ended(space(2, ada, "Over"), NOW));
    let mut hidden = ended(space(3, ada, "Behind a link"), NOW);
    hidden.view.access.listed = false;
    store.save(hidden);
    store.flush().await;
    ada
}

async fn backup_of(store: &Store) -> (Vec<u8>, Inventory) {
    let mut file = Vec::new();
    let inventory = store.back_up(NOW, &mut file).await.unwrap();
    (file, inventory)
}

/// Its lines but for those that differ from one database to the next: first and last, and the epoch.
/// Tables hold no order.
fn content(backup: &[u8]) -> Vec<String> {
    let text = String::from_utf8(backup.to_vec()).unwrap();
    let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
    lines.retain(|line| !line.starts_with("[\"epoch\"") && !line.starts_with("{\"rows\""));
    lines[1..].sort();
    lines
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_restored_is_what_was_there_from_any_engine_to_any() {
    on_each(async |place| {
        let store = place.open().await;
        let ada = furnish(&store).await;
        let (backup, inventory) = backup_of(&store).await;
        assert_eq!(inventory.people, 3);
        assert_eq!(inspect(&*backup).unwrap(), inventory);
        let backup = &backup;
        on_each(async |other: Place| {
            let store = other.open().await;
            person(&store, 9, "somebody_else").await;
            store.restore(&**backup).await.unwrap();
            let (again, _) = backup_of(&store).await;
            assert_eq!(content(&again), content(backup));
            assert_eq!(row(&store, ada).await.followers, 1);
            assert!(!other.everything().await.contains("somebody_else"));
            let found = store.search_people("name of a", 9).await.unwrap();
            assert_eq!(found.len(), 1);
            let found = store.search_spaces("ete", Liveness::OnAir, 9).await.unwrap();
            assert_eq!(found.len(), 1);
            assert!(store.search_spaces("behind", Liveness::Over, 9).await.unwrap().is_empty());
            let picture = store.avatar(AvatarId::from_bits(5), true).await.unwrap().unwrap();
            assert_eq!(picture.bytes, [0, 255, 10, 13]);
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_holds_every_table_and_column_but_those_that_are_made_anew() {
    on_each(async |place| {
        let store = place.open().await;
        let (backup, _) = backup_of(&store).await;
        let text = String::from_utf8(backup).unwrap();
        let mut held: Vec<String> = text
            .lines()
            .filter(|line| line.starts_with("{\"table\""))
            .map(|line| {
                let line: serde_json::Value = serde_json::from_str(line).unwrap();
                let columns: Vec<_> = line["columns"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|it| it.as_str().unwrap())
                    .collect();
                format!("{}: {}", line["table"].as_str().unwrap(), columns.join(" "))
            })
            .collect();
        held.sort();
        let mut schema = place.schema().await;
        schema.retain(|table| {
            !["_sqlx", "sqlite_", "people_search", "space_search"]
                .iter()
                .any(|name| table.starts_with(name))
        });
        assert_eq!(held, schema);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_is_damaged_changes_nothing() {
    on_each(async |place| {
        let store = place.open().await;
        furnish(&store).await;
        let (backup, _) = backup_of(&store).await;
        person(&store, 9, "came_after").await;
        let before = place.everything().await;
        let text = String::from_utf8(backup.clone()).unwrap();
        let cut = |at: usize| backup[..at].to_vec();
        let damages: Vec<(&str, Vec<u8>)> = vec![
            ("nothing", Vec::new()),
            ("no backup", b"PK\x03\x04 something else\n".to_vec()),
            ("half", cut(backup.len() / 2)),
            ("no last line", cut(text.trim_end().rfind('\n').unwrap() + 1)),
            ("a part of the last line", cut(backup.len() - 9)),
            ("something behind", [&backup[..], b"x"].concat()),
            ("twice", [&backup[..], &backup[..]].concat()),
            ("another name", text.replace("Name of ben", "Name of eve").into()),
            ("a row gone", text.replacen("[\"code 1 a\"", "", 1).into()),
            ("an unknown table", text.replace("\"blocks\"", "\"bricks\"").into()),
            ("other columns", text.replace("\"blocker\"", "\"bricker\"").into()),
            (
                "a newer format",
                text.replacen("\"causerie_backup\":1", "\"causerie_backup\":2", 1).into(),
            ),
            ("a newer schema", text.replacen("\"schema\":", "\"schema\":9", 1).into()),
        ];
        for (what, damaged) in damages {
            assert!(inspect(&*damaged).is_err(), "{what}");
            let fault = store.restore(&*damaged).await.unwrap_err();
            assert!(fault.to_string().contains("backup"), "{what}: {fault}");
            assert_eq!(place.everything().await, before, "{what}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_sees_that_another_has_restored_and_its_key_comes_along() {
    on_each(async |place| {
        let store = place.open().await;
        furnish(&store).await;
        let folder = causerie_relay::store::Folder::beside(place.folder()).unwrap();
        let key = secret(&folder, || [7; 32]).unwrap();
        let (backup, _) = backup_of(&store).await;
        std::fs::write(place.folder().join("secret.key"), [8; 32]).unwrap();
        let mut superseded = store.superseded();
        let beside = place.open_beside().await;
        beside.restore(&*backup).await.unwrap();
        assert!(*superseded.wait_for(|is| *is).await.unwrap());
        assert_eq!(secret(&folder, || [9; 32]).unwrap(), key);
        beside.close().await;
        store.close().await;
        // The next relay begins above all that were.
        let next = place.open().await;
        assert!(next.epoch() > store.epoch() + 1, "{} after {}", next.epoch(), store.epoch());
    })
    .await;
}

/// A backup as the schema before had it: orders did not say whether their buyer has gone.
fn of_the_schema_before(backup: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(backup.to_vec()).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let end = lines.pop().unwrap();
    let newest = lines[0].split("\"schema\":").nth(1).unwrap();
    let newest: i64 = newest.split([',', '}']).next().unwrap().parse().unwrap();
    lines[0] =
        lines[0].replace(&format!("\"schema\":{newest}"), &format!("\"schema\":{}", newest - 1));
    let at = lines.iter().position(|line| line.contains("\"orders\"")).unwrap();
    lines[at] = lines[at].replace(",\"forsaken\"", "");
    let rows = lines[at + 1..].iter_mut().take_while(|line| line.starts_with('['));
    for row in rows {
        *row = row.replace(",0]", "]");
    }
    let all: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let sum = ring::digest::digest(&ring::digest::SHA256, all.as_bytes());
    let mut end: serde_json::Value = serde_json::from_str(&end).unwrap();
    end["sha256"] = STANDARD.encode(sum).into();
    format!("{all}{end}\n").into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_an_older_causerie_is_taken_in() {
    on_each(async |place| {
        let shop = Shop::open(&place, 2).await;
        let order = shop.bought(100).await;
        let (backup, _) = backup_of(&shop.store).await;
        let older = of_the_schema_before(&backup);
        assert_ne!(older, backup);
        shop.store.restore(&*older).await.unwrap();
        shop.store.close().await;
        let store = place.open().await;
        assert_eq!(store.order(order).await.unwrap().unwrap().order.state, OrderState::Seated);
        assert_eq!(store.audit().await.unwrap(), Vec::<String>::new());
    })
    .await;
}
