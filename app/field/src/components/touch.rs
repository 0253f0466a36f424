//! Which touch is a tap. Pure: touches come in with the browser's own time stamps, in milliseconds and CSS pixels.
//!
//! A phone in a wet plastic bag feels drops, folds and a resting thumb beside the finger that means something. So a tap
//! counts only when nothing else is landing or moving meanwhile; whatever has rested for a second is left out.

/// A touch that lies this long is resting: it neither counts as a tap nor stands in the way of one.
const REST_MS: f64 = 1_000.0;
/// A second tap at the same spot within this time is a bounce of the first.
const GUARD_MS: f64 = 300.0;
/// How near the same spot is.
const GUARD_PX: f64 = 64.0;
/// Less than this is a finger's tremble, not a movement.
const TREMBLE_PX: f64 = 12.0;
/// A click this long after the last touch is nobody's shadow: it comes from a screen reader or a switch.
const SHADOW_MS: f64 = 1_000.0;
/// More touches than fingers: the screen is wet, and the oldest are forgotten.
pub(super) const TOUCHES_MAX: usize = 16;

/// One event of one touch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Touch {
    pub(crate) id: i32,
    pub(crate) at_ms: f64,
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// Where a touch was lifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lifted {
    OnItsTile,
    Elsewhere,
}

/// A touch that is down.
#[derive(Clone, Copy, Debug)]
struct Down {
    id: i32,
    since_ms: f64,
    moved_ms: f64,
    x: f64,
    y: f64,
    /// Something else landed or moved while it was down.
    disturbed: bool,
}

impl Down {
    fn is_resting(&self, now_ms: f64) -> bool {
        now_ms - self.moved_ms >= REST_MS
    }

    fn distance(&self, touch: Touch) -> f64 {
        (self.x - touch.x).hypot(self.y - touch.y)
    }
}

/// All touches of the screen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Touches {
    down: Vec<Down>,
    last_tap: Option<Touch>,
    last_event_ms: Option<f64>,
}

impl Touches {
    pub(crate) fn land(&mut self, touch: Touch) {
        self.last_event_ms = Some(touch.at_ms);
        self.down.retain(|down| down.id != touch.id);
        let mut disturbed = false;
        for other in self.down.iter_mut().filter(|other| !other.is_resting(touch.at_ms)) {
            other.disturbed = true;
            disturbed = true;
        }
        if self.down.len() == TOUCHES_MAX {
            self.down.remove(0);
        }
        let Touch { id, at_ms, x, y } = touch;
        self.down.push(Down {
            id,
            since_ms: at_ms,
            moved_ms: at_ms,
            x,
            y,
            disturbed,
        });
    }

    pub(crate) fn drag(&mut self, touch: Touch) {
        let Some(moving) = self.down.iter_mut().find(|down| down.id == touch.id) else {
            return;
        };
        if moving.distance(touch) < TREMBLE_PX {
            return;
        }
        (moving.x, moving.y, moving.moved_ms) = (touch.x, touch.y, touch.at_ms);
        for other in self.down.iter_mut().filter(|down| down.id != touch.id) {
            other.disturbed = true;
        }
    }

    /// Whether this touch was a tap.
    pub(crate) fn lift(&mut self, touch: Touch, lifted: Lifted) -> bool {
        self.last_event_ms = Some(touch.at_ms);
        let Some(at) = self.down.iter().position(|down| down.id == touch.id) else {
            return false;
        };
        let down = self.down.remove(at);
        let is_bounce = self.last_tap.is_some_and(|last| {
            down.since_ms - last.at_ms < GUARD_MS && (last.x - touch.x).hypot(last.y - touch.y) < GUARD_PX
        });
        let is_tap = lifted == Lifted::OnItsTile
            && !down.disturbed
            && touch.at_ms - down.since_ms < REST_MS
            && !is_bounce
            && self.down.iter().all(|other| other.is_resting(touch.at_ms));
        if is_tap {
            self.last_tap = Some(touch);
        }
        is_tap
    }

    /// The browser took the touch for itself.
    pub(crate) fn lose(&mut self, id: i32) {
        self.down.retain(|down| down.id != id);
    }

    /// Whether a click at this time came without a touch: from a keyboard or a screen reader.
    pub(crate) fn is_bare_click(&self, at_ms: f64) -> bool {
        self.down.iter().all(|down| down.is_resting(at_ms))
            && self.last_event_ms.is_none_or(|last_ms| at_ms - last_ms >= SHADOW_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TILE: (f64, f64) = (80.0, 300.0);
    const FAR: (f64, f64) = (300.0, 600.0);

    fn touch(id: i32, at_ms: f64, (x, y): (f64, f64)) -> Touch {
        Touch { id, at_ms, x, y }
    }

    /// A finger comes down at `at_ms` and is lifted 80 ms later.
    fn tap(touches: &mut Touches, id: i32, at_ms: f64, spot: (f64, f64)) -> bool {
        touches.land(touch(id, at_ms, spot));
        touches.lift(touch(id, at_ms + 80.0, spot), Lifted::OnItsTile)
    }

    #[test]
    fn down_and_up_on_one_tile_is_a_tap() {
        let mut touches = Touches::default();
        assert!(tap(&mut touches, 1, 0.0, TILE));
        touches.land(touch(2, 500.0, TILE));
        assert!(!touches.lift(touch(2, 600.0, FAR), Lifted::Elsewhere));
        assert!(
            !touches.lift(touch(9, 700.0, TILE), Lifted::OnItsTile),
            "never came down"
        );
    }

    #[test]
    fn a_bounce_at_the_same_spot_does_nothing() {
        let mut touches = Touches::default();
        assert!(tap(&mut touches, 1, 0.0, TILE));
        assert!(!tap(&mut touches, 2, 200.0, (TILE.0 + 20.0, TILE.1)));
        assert!(tap(&mut touches, 3, 250.0, FAR), "another spot is another decision");
        assert!(tap(&mut touches, 4, 700.0, TILE));
    }

    #[test]
    fn a_drop_landing_meanwhile_spoils_the_tap() {
        let mut touches = Touches::default();
        touches.land(touch(1, 0.0, TILE));
        touches.land(touch(2, 30.0, FAR));
        assert!(!touches.lift(touch(2, 50.0, FAR), Lifted::OnItsTile));
        assert!(!touches.lift(touch(1, 80.0, TILE), Lifted::OnItsTile));
    }

    #[test]
    fn a_resting_thumb_is_left_out() {
        let mut touches = Touches::default();
        touches.land(touch(1, 0.0, FAR));
        assert!(!tap(&mut touches, 2, 500.0, TILE), "it has only just landed");
        assert!(tap(&mut touches, 3, 1_200.0, TILE));
        touches.drag(touch(1, 1_500.0, (FAR.0 + 4.0, FAR.1)));
        assert!(tap(&mut touches, 4, 2_000.0, TILE), "a tremble is no movement");
        assert!(
            !touches.lift(touch(1, 5_000.0, FAR), Lifted::OnItsTile),
            "nor is lifting it a tap"
        );
    }

    #[test]
    fn a_moving_touch_spoils_the_tap() {
        let mut touches = Touches::default();
        touches.land(touch(1, 0.0, FAR));
        touches.land(touch(2, 1_200.0, TILE));
        touches.drag(touch(1, 1_230.0, (FAR.0, FAR.1 - 40.0)));
        assert!(!touches.lift(touch(2, 1_280.0, TILE), Lifted::OnItsTile));
        assert!(!tap(&mut touches, 3, 1_600.0, TILE), "it moved within the last second");
        assert!(tap(&mut touches, 4, 2_300.0, TILE));
    }

    #[test]
    fn a_click_without_a_touch_comes_from_a_keyboard() {
        let mut touches = Touches::default();
        assert!(touches.is_bare_click(0.0));
        assert!(tap(&mut touches, 1, 100.0, TILE));
        assert!(!touches.is_bare_click(200.0), "the shadow of the tap");
        assert!(touches.is_bare_click(1_500.0));
    }

    #[test]
    fn a_lost_touch_stands_in_nobodys_way() {
        let mut touches = Touches::default();
        touches.land(touch(1, 0.0, FAR));
        touches.lose(1);
        assert!(tap(&mut touches, 2, 20.0, TILE));
    }
}
