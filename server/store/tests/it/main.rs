//! The SQLite store against the contract, and what is SQLite's own.

#![expect(clippy::unwrap_used, reason = "a test ends where something is missing")]

mod audit;
mod backup;
mod contract;
mod damage;
mod envelope;
mod erase;
mod file;
mod fixture;
mod golden;
mod journal;
