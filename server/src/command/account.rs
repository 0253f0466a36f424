//! `dabai account`.

use std::io::Read;

use anyhow::{Context, Result};
use shared::role::Role;
use store::NewAccount;

use super::Bench;
use crate::{clock, password, random};

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Add somebody who signs in at the desk; prints a random password unless one is given
    Add {
        /// What they sign in with
        #[arg(long)]
        login: String,
        /// What people call them
        #[arg(long)]
        name: String,
        #[arg(long, default_value = "coordinator", value_parser = ["coordinator", "administrator"])]
        role: String,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
        #[arg(long, env = "DABAI_SITE")]
        site: Option<String>,
    },
    /// Give somebody a new password and end their sign-ins
    Password {
        #[arg(long)]
        login: String,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
}

pub(super) async fn run(at: &Bench, command: Command) -> Result<()> {
    match command {
        Command::Add {
            login,
            name,
            role,
            password_stdin,
            site,
        } => {
            let site = at.site(site.as_deref()).await?;
            let (password, hash) = password(password_stdin)?;
            let now = clock::now();
            let id = random::account_id(now)?;
            let role: Role = role.parse()?;
            let account = NewAccount {
                id,
                site: site.id,
                name,
                role,
                login: Some((login.clone(), hash)),
            };
            at.store.add_account(account, now).await?;
            show(at, &login, password.as_deref());
        }
        Command::Password { login, password_stdin } => {
            let (password, hash) = password(password_stdin)?;
            at.store.set_password(&login, &hash).await?;
            show(at, &login, password.as_deref());
        }
    }
    Ok(())
}

/// The password to print, if it is ours, and its hash.
fn password(from_stdin: bool) -> Result<(Option<String>, String)> {
    if !from_stdin {
        let password = random::password()?;
        let hash = password::hash(&password)?;
        return Ok((Some(password), hash));
    }
    let mut given = String::new();
    std::io::stdin()
        .read_to_string(&mut given)
        .context("reading the password")?;
    Ok((None, password::hash(given.trim_end_matches(['\r', '\n']))?))
}

fn show(at: &Bench, login: &str, password: Option<&str>) {
    match password {
        Some(password) => at.say(
            format_args!("账号 {login}  密码 {password}（只显示这一次）"),
            format_args!("login {login}  password {password}  (shown this once)"),
        ),
        None => at.say(format_args!("账号 {login}"), format_args!("login {login}")),
    }
}
