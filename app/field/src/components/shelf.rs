//! A part of the page that is taken out of it while something else is shown, and put back as it was drawn: what changed
//! meanwhile is mended, nothing is drawn anew.

use leptos::{
    html,
    prelude::*,
    tachys::view::{Mountable, any_view::AnyViewState},
};

use crate::state::Lang;

/// What was drawn, and what keeps it in step.
struct Kept {
    language: Lang,
    state: AnyViewState,
    owner: Owner,
}

#[component]
pub(crate) fn Shelf(
    is_shown: Memo<bool>,
    /// In another language it is drawn anew.
    language: Signal<Lang>,
    draw: Callback<(), AnyView>,
) -> impl IntoView {
    let host = NodeRef::<html::Div>::new();
    let root = Owner::current().unwrap_or_default();
    let kept = StoredValue::new_local(None::<Kept>);
    Effect::new(move |_| {
        let (Some(host), is_shown) = (host.get(), is_shown.get()) else {
            return;
        };
        let mut kept = kept.write_value();
        if let Some(Kept { state, .. }) = &mut *kept {
            state.unmount();
        }
        if !is_shown {
            return;
        }
        let language = language.get_untracked();
        if let Some(old) = kept.take_if(|kept| kept.language != language) {
            old.owner.cleanup();
        }
        let there = kept.get_or_insert_with(|| {
            let owner = root.child();
            let state = owner.with(|| untrack(|| draw.run(()).build()));
            Kept { language, state, owner }
        });
        there.state.mount(&host, None);
    });
    view! { <div class="shelf" node_ref=host></div> }
}
