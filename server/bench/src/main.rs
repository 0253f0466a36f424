//! Budgets that are measured against the real server as a process of its own: `dabai-bench B1|B9 [--json]`. Drives it
//! over HTTP with the phone's own core; the program under test is `$DABAI_BIN`, else `dabai` beside this one.

mod bare;
mod clock;
mod device;
mod figure;
mod fresh;
mod push;
mod server;
mod site;
mod wire;

use anyhow::{Result, bail};
use figure::Figure;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let mut ids: Vec<String> = std::env::args().skip(1).collect();
    let json = ids.iter().any(|word| word == "--json");
    ids.retain(|word| word != "--json");
    if ids.is_empty() {
        ids = ["B1", "B9"].map(str::to_owned).to_vec();
    }
    let mut figures: Vec<Figure> = Vec::new();
    for id in ids {
        figures.extend(match id.to_uppercase().as_str() {
            "B1" => push::measure().await?,
            "B9" => fresh::measure().await?,
            other => bail!("no bench {other}; there are B1 and B9"),
        });
    }
    if json {
        println!("{}", serde_json::to_string(&figures)?);
    } else {
        figures.iter().for_each(|figure| println!("{figure}"));
    }
    Ok(())
}
