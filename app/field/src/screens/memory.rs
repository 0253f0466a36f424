//! What the screens keep for coming back, beside records: what was typed, tapped or turned to.

use leptos::prelude::*;

use super::{choice::Choices, doors::Kept, enrol::Code, floor::Spared};

#[derive(Clone, Copy)]
pub(super) struct Memory {
    pub(super) choices: Choices,
    pub(super) spared: Spared,
    /// The page of the list somebody turned to. A save turns to the next door instead.
    pub(super) turned: RwSignal<Option<Kept>>,
    /// How often something was taken back.
    pub(super) undone: RwSignal<u32>,
    /// Digits of a search, kept while a result is looked at.
    pub(super) typed: RwSignal<String>,
    /// The enrolment code so far.
    pub(super) code: RwSignal<Code>,
    /// Somebody enrols in an iPhone's tab all the same.
    pub(super) may_stay: RwSignal<bool>,
}

impl Memory {
    pub(super) fn new() -> Self {
        Self {
            choices: Choices::default(),
            spared: Spared::default(),
            turned: RwSignal::new(None),
            undone: RwSignal::new(0),
            typed: RwSignal::new(String::new()),
            code: RwSignal::new(Code::default()),
            may_stay: RwSignal::new(false),
        }
    }
}

pub(super) fn use_memory() -> Memory {
    expect_context::<Memory>()
}
