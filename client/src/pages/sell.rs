use causerie_shared::id::SpaceId;
use yew::prelude::*;
#[hook]
pub(super) fn use_sell_page(_space: SpaceId) -> Html {
    Html::default()
}
