//! Runs the replica: executes its effects with disk and network, and feeds back what came of them. Single-threaded.
