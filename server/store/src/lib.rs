//! Where rows, operations and accounts are kept: the [`Store`] trait and its stores. SQL lives here and only here.
//! Knows nothing of HTTP.

#[cfg(feature = "contract")]
pub mod contract;
pub mod envelope;
mod error;
mod keep;
mod login;
mod page;
mod people;
mod sqlite;
mod store;
mod timeline;
mod trail;
mod trouble;
mod viewer;

pub use error::{CardRefusal, EnrolRefusal, PullRefusal, PushError, StoreError};
pub use keep::{Erased, KEPT_DAYS, Keep, Keeping, Outdated, TOMBSTONE_DAYS};
pub use login::{LoginChange, LoginLine, LoginRefusal};
pub use page::{BuildingPage, ConflictLine, ConflictNo, Edit, ResidentPage, RosterPage};
pub use people::{
    CardFor, CardLine, Enrolled, NewAccount, NewCard, NewCode, NewSite, People, PeopleAsk, PeoplePage, PhoneLine,
    PhoneRights, RulesChange, SessionAccount,
};
pub use sqlite::{SqliteOptions, SqliteStore};
pub use store::{
    BackupLine, Check, NowPage, Pages, PullAsk, Pulled, PushAsk, Pushed, Replayed, RescueAsk, Rescued, Since, Store,
    VisitLine,
};
pub use timeline::{Attention, Before, SeenLine, Sight, VisitsAsk, VisitsPage};
pub use trail::{Deed, Export, RosterNote, TrailAsk, TrailLine, TrailPage};
pub use trouble::{
    ConflictTrouble, Maker, SentTrouble, Settlement, TAKEN_OR_REFUSED, TRIED_AGAIN, TriedAgain, TroubleBefore,
    TroubleCounts, TroubleLines, TroubleList, TroubleStage, TroublesAsk, TroublesPage,
};
pub use viewer::{Credential, Viewer};
