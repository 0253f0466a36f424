//! Who signs in at the desk, for administrators; and one's own password. No script.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use shared::{id::AccountId, role::Role, time::DayRule};
use store::LoginLine;
use ui::{Glyph, Icon};

use crate::{
    app::role_name,
    document::Office,
    people::{build_moment, moment},
    rules,
    words::{self, Words, fill, logins, logins::LoginWords, words},
};

const PATH: &str = "/desk/logins";
const PASSWORD: &str = "/desk/password";
const FAULT: &str = "fault";
/// Who may sign in as what; workers have phones.
pub const ROLES: [Role; 2] = [Role::Coordinator, Role::Administrator];
/// Of what people are called and sign in with, characters.
pub const NAME_CHARS_MAX: usize = 40;
pub const LOGIN_CHARS_MAX: usize = 80;
/// A shorter password is guessed.
pub const PASSWORD_CHARS_MIN: usize = 8;

/// What was filled in, but for the password, which is never sent back.
#[derive(Clone, Debug, Default)]
pub struct LoginForm {
    pub name: String,
    pub login: String,
    pub role: Option<Role>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginFault {
    Name,
    Login,
    Taken,
    Password,
    /// Of one's own: the present one is not right.
    Wrong,
    TooManyTries,
    Oneself,
}

/// What was done, as it stands in the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginDone {
    Added,
    Password,
    Role,
    Ended,
}

impl LoginDone {
    const ALL: [Self; 4] = [Self::Added, Self::Password, Self::Role, Self::Ended];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Password => "password",
            Self::Role => "role",
            Self::Ended => "ended",
        }
    }

    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.as_str() == text)
    }

    const fn said(self, own: &LoginWords) -> &'static str {
        match self {
            Self::Added => own.added,
            Self::Password => own.password_set,
            Self::Role => own.role_set,
            Self::Ended => own.ended_done,
        }
    }
}

impl LoginFault {
    const fn said(self, own: &LoginWords) -> &'static str {
        match self {
            Self::Name => own.bad_name,
            Self::Login => own.bad_login,
            Self::Taken => own.taken,
            Self::Password => own.bad_password,
            Self::Wrong => own.wrong_password,
            Self::TooManyTries => own.too_many_tries,
            Self::Oneself => own.oneself,
        }
    }
}

/// Everybody who signs in at a site.
#[derive(Clone, Debug)]
pub struct Logins {
    pub lines: Vec<LoginLine>,
    pub rule: DayRule,
    /// Who looks.
    pub me: AccountId,
}

/// The list, with a form for somebody new.
pub fn logins_page(
    office: &Office,
    list: &Logins,
    form: &LoginForm,
    fault: Option<LoginFault>,
    done: Option<LoginDone>,
) -> Response {
    let own = logins::words(office.lang);
    office.answer(status(fault), own.title, PATH, || {
        let rows = list.lines.iter().map(|line| row(office, list, line)).collect_view();
        view! {
            <header class="head">
                <h1>{own.title}</h1>
                <p>{own.lead}</p>
                <p class="deeds">
                    <a class="button plain" href=rules::PATH>
                        {words::rules::words(office.lang).title}
                    </a>
                    <a class="button plain" href="/desk/export?what=logins">
                        {words(office.lang).visits.export}
                    </a>
                </p>
            </header>
            {fault.map(|fault| alarm(fault, own))}
            {done.map(|done| ok(done.said(own)))}
            <section class="panel" aria-labelledby="logins">
                <h2 id="logins">{own.list}</h2>
                {table(own, rows)}
            </section>
            {add_form(office, form, fault)}
        }
    })
}

fn table(own: &'static LoginWords, rows: impl IntoView) -> impl IntoView {
    view! {
        <table class="logins" aria-labelledby="logins">
            <thead>
                <tr>
                    <th scope="col">{own.name}</th>
                    <th scope="col">{own.login}</th>
                    <th scope="col">{own.role}</th>
                    <th scope="col">{own.signed_in}</th>
                    <th scope="col">{own.more}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

const fn status(fault: Option<LoginFault>) -> StatusCode {
    match fault {
        Some(LoginFault::TooManyTries) => StatusCode::TOO_MANY_REQUESTS,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    }
}

fn alarm(fault: LoginFault, own: &'static LoginWords) -> impl IntoView {
    view! {
        <p class="said alarm" role="alert" id=FAULT>
            <Icon glyph=Glyph::Alert />
            {fault.said(own)}
        </p>
    }
}

fn ok(said: &'static str) -> impl IntoView {
    view! {
        <p class="said ok" role="status">
            <Icon glyph=Glyph::Check />
            {said}
        </p>
    }
}

fn row(office: &Office, list: &Logins, line: &LoginLine) -> impl IntoView + use<> {
    let (words, own) = (words(office.lang), logins::words(office.lang));
    let is_me = line.account == list.me;
    let signed_in = match line.signed_in {
        Some(at) => moment(words, &build_moment(list.rule, at)),
        None => own.never.to_owned(),
    };
    let href = if is_me {
        PASSWORD.to_owned()
    } else {
        format!("{PATH}/{}", line.account)
    };
    let name = line.name.clone();
    let change = line.login.is_some().then(|| {
        let (text, about) = if is_me {
            (own.own_password, own.own_password.to_owned())
        } else {
            (own.change, fill(own.change_whom, &[("name", &name)]))
        };
        view! { <a href=href aria-label=about>{text}</a> }
    });
    view! {
        <tr class=line.login.is_none().then_some("past")>
            <th scope="row">
                {line.name.clone()} {is_me.then(|| view! { <small>{own.me}</small> })}
            </th>
            <td>{line.login.clone().unwrap_or_else(|| own.ended.to_owned())}</td>
            <td>{role_name(words, line.role)}</td>
            <td class="number">{signed_in}</td>
            <td>{change}</td>
        </tr>
    }
}

fn roles(words: &Words, chosen: Role) -> impl IntoView + use<> {
    let options = ROLES.map(|role| {
        view! {
            <option value=role.as_str() selected=role == chosen>
                {role_name(words, role)}
            </option>
        }
    });
    options.collect_view()
}

fn new_password(label: &'static str, hint: &'static str, fault: Option<LoginFault>) -> impl IntoView {
    let is_invalid = (fault == Some(LoginFault::Password)).then_some("true");
    view! {
        <label>
            {label}
            <input
                type="password"
                name="password"
                required=true
                minlength=PASSWORD_CHARS_MIN
                autocomplete="new-password"
                aria-invalid=is_invalid
                aria-describedby=is_invalid.map(|_| FAULT)
            />
            <small>{hint}</small>
        </label>
    }
}

fn add_form(office: &Office, form: &LoginForm, fault: Option<LoginFault>) -> impl IntoView + use<> {
    let (words, own) = (words(office.lang), logins::words(office.lang));
    let wrong = |these: &[LoginFault]| fault.is_some_and(|fault| these.contains(&fault)).then_some("true");
    let (bad_name, bad_login) = (
        wrong(&[LoginFault::Name]),
        wrong(&[LoginFault::Login, LoginFault::Taken]),
    );
    view! {
        <form method="post" action=PATH class="panel entry">
            <h2>{own.add}</h2>
            <label>
                {own.name}
                <input
                    type="text"
                    name="name"
                    value=form.name.clone()
                    required=true
                    maxlength=NAME_CHARS_MAX
                    autocomplete="off"
                    aria-invalid=bad_name
                />
            </label>
            <label>
                {own.login}
                <input
                    type="text"
                    name="login"
                    value=form.login.clone()
                    required=true
                    maxlength=LOGIN_CHARS_MAX
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=bad_login
                />
                <small>{own.login_hint}</small>
            </label>
            <label>{own.role} <select name="role">{roles(words, form.role.unwrap_or(Role::Coordinator))}</select></label>
            {new_password(own.first_password, own.password_hint, fault)}
            <p class="deeds">
                <button type="submit" class="primary">{own.do_add}</button>
            </p>
        </form>
    }
}

/// What can be done about somebody else.
pub fn login_page(office: &Office, line: &LoginLine, fault: Option<LoginFault>) -> Response {
    let own = logins::words(office.lang);
    let title = fill(own.change_whom, &[("name", &line.name)]);
    office.answer(status(fault), &title, PATH, || {
        let path = format!("{PATH}/{}", line.account);
        view! {
            <header class="head">
                <h1>{title.clone()}</h1>
                <p>{line.login.clone()}</p>
            </header>
            {fault.map(|fault| alarm(fault, own))}
            <form method="post" action=path.clone() class="panel entry">
                <h2>{own.role}</h2>
                <label>
                    {own.role} <select name="role">{roles(words(office.lang), line.role)}</select>
                    <small>{own.role_hint}</small>
                </label>
                <p class="deeds">
                    <button type="submit" name="deed" value="role">
                        {own.do_role}
                    </button>
                </p>
            </form>
            <form method="post" action=path.clone() class="panel entry">
                <h2>{own.reset}</h2>
                {new_password(own.first_password, own.password_hint, fault)}
                <p class="deeds">
                    <button type="submit" name="deed" value="password">
                        {own.do_reset}
                    </button>
                </p>
            </form>
            <form method="post" action=path class="panel entry">
                <h2>{own.end}</h2>
                <p>{own.end_hint}</p>
                <p class="deeds">
                    <button type="submit" name="deed" value="end" class="danger">
                        {own.do_end}
                    </button>
                    <a class="button plain" href=PATH>{own.back}</a>
                </p>
            </form>
        }
    })
}

/// For whoever is no administrator, or is asked about nobody.
pub fn login_refused_page(office: &Office, status: StatusCode) -> Response {
    let own = logins::words(office.lang);
    let (title, why) = if status == StatusCode::FORBIDDEN {
        (own.title, own.forbidden)
    } else {
        (own.title, own.nobody)
    };
    office.answer(status, title, PATH, || {
        view! {
            <div class="notice">
                <Icon glyph=Glyph::Lock />
                <h1>{title}</h1>
                <p>{why}</p>
                <p>
                    <a class="button" href="/desk/people">{words(office.lang).people.title}</a>
                </p>
            </div>
        }
    })
}

/// One's own password.
pub fn password_page(office: &Office, fault: Option<LoginFault>) -> Response {
    let own = logins::words(office.lang);
    office.answer(status(fault), own.own_password, PASSWORD, || {
        let is_wrong = (fault == Some(LoginFault::Wrong)).then_some("true");
        view! {
            <header class="head">
                <h1>{own.own_password}</h1>
                <p>{own.own_lead}</p>
            </header>
            {fault.map(|fault| alarm(fault, own))}
            <form method="post" action=PASSWORD class="panel entry">
                <label>
                    {own.present_password}
                    <input
                        type="password"
                        name="present"
                        required=true
                        autocomplete="current-password"
                        aria-invalid=is_wrong
                        aria-describedby=is_wrong.map(|_| FAULT)
                    />
                </label>
                {new_password(own.new_password, own.own_hint, fault)}
                <p class="deeds">
                    <button type="submit" class="primary">{own.do_password}</button>
                    <a class="button plain" href="/desk/">{own.back}</a>
                </p>
            </form>
        }
    })
}
