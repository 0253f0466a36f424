//! Short tones and vibrations, so that a tap through a glove is felt and heard.

use std::cell::RefCell;

use leptos::prelude::window;
use web_sys::{AudioContext, AudioContextState};

/// What is to be told apart without looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Rising.
    Saved,
    /// Falling.
    Undone,
    /// Low, twice.
    Refused,
    /// High and low, like a siren: a priority resident's time has run out.
    Overdue,
}

/// One note: hertz, start and length in seconds.
type Note = (f32, f64, f64);

const LOUDNESS: f32 = 0.2;
/// A note fades to this instead of to silence: exponential ramps can't reach 0.
const FADED: f32 = 0.001;

impl Tone {
    const fn notes(self) -> [Note; 2] {
        match self {
            Self::Saved => [(660.0, 0.0, 0.08), (990.0, 0.08, 0.12)],
            Self::Undone => [(660.0, 0.0, 0.08), (440.0, 0.08, 0.12)],
            Self::Refused => [(220.0, 0.0, 0.15), (220.0, 0.22, 0.2)],
            Self::Overdue => [(880.0, 0.0, 0.25), (587.0, 0.25, 0.35)],
        }
    }

    /// Milliseconds.
    const fn vibration(self) -> u32 {
        match self {
            Self::Saved | Self::Undone => 30,
            Self::Refused => 200,
            Self::Overdue => 500,
        }
    }
}

thread_local! {
    /// Made at the first tone: browsers allow sound only after a touch.
    static AUDIO: RefCell<Option<AudioContext>> = const { RefCell::new(None) };
}

/// Shorter than any tone's: a tap was felt.
const TOUCH_MS: u32 = 15;

/// Vibrates where there is something to vibrate.
pub(crate) fn vibrate(tone: Tone) {
    vibrate_for(tone.vibration());
}

/// Says through the glove that a tap counts, before anything is known of what comes of it.
pub(crate) fn touch() {
    vibrate_for(TOUCH_MS);
}

fn vibrate_for(length_ms: u32) {
    let navigator = window().navigator();
    if js_sys::Reflect::has(&navigator, &"vibrate".into()).unwrap_or(false) {
        let _ = navigator.vibrate_with_duration(length_ms);
    }
}

/// A phone without sound stays silent.
pub(crate) fn play(tone: Tone) {
    AUDIO.with_borrow_mut(|audio| {
        if audio.is_none() {
            *audio = AudioContext::new().ok();
        }
        let Some(audio) = audio else { return };
        if audio.state() == AudioContextState::Suspended {
            let _ = audio.resume();
        }
        for note in tone.notes() {
            let _ = sound(audio, note);
        }
    });
}

fn sound(audio: &AudioContext, (hertz, start_s, length_s): Note) -> Result<(), wasm_bindgen::JsValue> {
    let (from, to) = (
        audio.current_time() + start_s,
        audio.current_time() + start_s + length_s,
    );
    let (oscillator, gain) = (audio.create_oscillator()?, audio.create_gain()?);
    oscillator.frequency().set_value(hertz);
    gain.gain().set_value_at_time(LOUDNESS, from)?;
    gain.gain().exponential_ramp_to_value_at_time(FADED, to)?;
    oscillator.connect_with_audio_node(&gain)?;
    gain.connect_with_audio_node(&audio.destination())?;
    oscillator.start_with_when(from)?;
    oscillator.stop_with_when(to)
}
