//! The program: everything it does stands in the library beside it.

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    dabai::command::run().await
}
