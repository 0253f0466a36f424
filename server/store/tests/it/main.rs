//! The SQLite store against the contract, and what is SQLite's own.

mod contract;
