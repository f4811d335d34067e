use yew::prelude::*;
#[hook]
pub(super) fn use_earnings_page() -> Html {
    Html::default()
}
