//! `dabai demo`.

use anyhow::Result;

use super::{Bench, enrol::link};
use crate::{
    clock,
    demo::{Size, fill},
};

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(long, value_enum, default_value = "lively")]
    size: Size,
    /// The same number makes the same people
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(super) async fn run(at: &Bench, args: Args) -> Result<()> {
    let keys = fill(at.store.clone(), args.size, args.seed, clock::now()).await?;
    let base = at.config.link_base();
    at.say(
        format_args!("示例小区：{}（内容均为虚构）", keys.site),
        format_args!("sample site: {} (all made up)", keys.site),
    );
    println!();
    at.say(format_args!("调度台 {base}/desk/"), format_args!("desk   {base}/desk/"));
    let roles = [
        ("管理员", "administrator", &keys.administrator),
        ("调度员", "coordinator", &keys.coordinator),
    ];
    for (zh, en, (login, password)) in roles {
        at.say(
            format_args!("  {zh}  账号 {login}  密码 {password}"),
            format_args!("  {en:<13}  login {login:<5}  password {password}"),
        );
    }
    println!();
    at.say(format_args!("手机端 {base}/app/"), format_args!("phone  {base}/app/"));
    for (name, code) in &keys.cards {
        at.say(
            format_args!("  {name}  上岗码 {code}  {}", link(at, code)),
            format_args!("  {name}  code {code}  {}", link(at, code)),
        );
    }
    if at.config.public_url.is_none() {
        println!();
        at.say(
            "localhost 只供本机试用；真手机需要 HTTPS（--public-url）。",
            "localhost is for this machine; real phones need HTTPS (--public-url).",
        );
    }
    Ok(())
}
