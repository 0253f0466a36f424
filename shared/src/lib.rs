//! What phone and server agree on: the domain, operations, how they are judged and merged, the phone's replica, and the
//! messages between them. Pure: no IO, no clock, no randomness, no knowledge of a browser or a database.

pub mod accept;
pub mod digest;
pub mod domain;
pub mod epoch;
pub mod erase;
pub mod id;
pub mod json;
pub mod kind;
pub mod merge;
pub mod numbered;
pub mod op;
pub mod order;
pub mod outcome;
pub mod packed;
pub mod protocol;
pub mod read;
pub mod record;
pub mod replica;
pub mod rescue;
pub mod role;
pub mod schema;
pub mod time;
pub mod value;
pub mod view;
pub mod was;
