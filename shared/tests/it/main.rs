//! Phones and a server in one process, without a browser or a database.

mod accept;
mod golden;
mod phone;
mod server;
mod sync;
