//! `/desk/people/rights`: a phone gets other buildings, another role or another end.

use axum::{
    Form,
    extract::{
        Query,
        rejection::{FormRejection, QueryRejection},
    },
    response::{IntoResponse, Redirect, Response},
};
use desk::cards::{Building, RightsFault, RightsForm, Until, end_of, no_phone_page, rights_page};
use shared::{
    id::{DeviceId, RecordId},
    kind::Kind,
    role::{Rights, Role, Scope},
};
use store::{PhoneRights, StoreError};

use super::{Here, LIST, ask};
use crate::error::Error;

const HERE: &str = LIST;

/// A form in which `building` comes once for every building.
type Pairs = Vec<(String, String)>;

/// What the form says.
struct Shown {
    generation: u64,
    rights: Rights,
    until: Until,
}

impl Shown {
    /// As it is.
    fn new(phone: &PhoneRights) -> Self {
        Self {
            generation: phone.generation,
            rights: phone.rights.clone(),
            until: Until::AsItIs,
        }
    }
}

/// What was asked.
#[derive(Default)]
struct Asked {
    phone: Option<DeviceId>,
    /// The generation of what the form showed.
    shown: Option<u64>,
    role: Option<Role>,
    is_whole: bool,
    buildings: Vec<RecordId>,
    until: Until,
}

impl Asked {
    fn of(pairs: Pairs) -> Result<Self, Error> {
        let mut asked = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "phone" => asked.phone = Some(value.parse().map_err(|_| Error::Malformed)?),
                "shown" => asked.shown = Some(value.parse().map_err(|_| Error::Malformed)?),
                "role" => asked.role = Some(value.parse().map_err(|_| Error::Malformed)?),
                "where" => asked.is_whole = value == "whole",
                "building" => asked.buildings.push(value.parse().map_err(|_| Error::Malformed)?),
                "until" => asked.until = until(&value)?,
                _ => {}
            }
        }
        Ok(asked)
    }
}

fn until(text: &str) -> Result<Until, Error> {
    match text {
        "as_it_is" => Ok(Until::AsItIs),
        "no_end" => Ok(Until::NoEnd),
        days => ask::days(days).map(Until::Days).ok_or(Error::Malformed),
    }
}

pub(super) async fn form(here: Here, asked: Result<Query<Pairs>, QueryRejection>) -> Response {
    let answer = async {
        let asked = asked.map(|Query(pairs)| pairs).unwrap_or_default();
        let device = Asked::of(asked).ok().and_then(|asked| asked.phone);
        match found(&here, device).await? {
            Some((device, phone)) => draw(&here, device, &phone, Shown::new(&phone), None).await,
            None => Ok(no_phone_page(&here.office)),
        }
    };
    here.said(HERE, answer.await)
}

pub(super) async fn change(here: Here, form: Result<Form<Pairs>, FormRejection>) -> Response {
    let answer = async {
        let Form(pairs) = form.map_err(|_| Error::Malformed)?;
        let asked = Asked::of(pairs)?;
        let Some((device, phone)) = found(&here, asked.phone).await? else {
            return Ok(no_phone_page(&here.office));
        };
        let generation = asked.shown.ok_or(Error::Malformed)?;
        let rights = wanted(&here, &asked, &phone.rights).await?;
        let filled = Shown {
            generation,
            rights: rights.clone(),
            until: asked.until,
        };
        if matches!(&rights.scope, Scope::Buildings(buildings) if buildings.is_empty()) {
            return draw(&here, device, &phone, filled, Some(RightsFault::Nowhere)).await;
        }
        let store = &here.state.store;
        match store
            .change_rights(&here.viewer, device, generation, rights, here.now)
            .await
        {
            Ok(()) => Ok(Redirect::to(&format!("{LIST}?done=rights")).into_response()),
            Err(StoreError::Conflict(_)) => refused(&here, device, filled).await,
            Err(error) => Err(error.into()),
        }
    };
    here.said(HERE, answer.await)
}

/// Nothing was changed. Where somebody else was faster, the form shows what they have made of it.
async fn refused(here: &Here, device: DeviceId, filled: Shown) -> Result<Response, Error> {
    let Some((device, phone)) = found(here, Some(device)).await? else {
        return Ok(no_phone_page(&here.office));
    };
    if phone.generation == filled.generation {
        draw(here, device, &phone, filled, Some(RightsFault::Refused)).await
    } else {
        draw(here, device, &phone, Shown::new(&phone), Some(RightsFault::Changed)).await
    }
}

async fn found(here: &Here, device: Option<DeviceId>) -> Result<Option<(DeviceId, PhoneRights)>, Error> {
    let Some(device) = device else { return Ok(None) };
    let phone = here.state.store.phone_rights(&here.viewer, device).await?;
    Ok(phone.map(|phone| (device, phone)))
}

async fn wanted(here: &Here, asked: &Asked, before: &Rights) -> Result<Rights, Error> {
    let scope = if asked.is_whole {
        Scope::WholeSite
    } else {
        Scope::Buildings(asked.buildings.iter().copied().collect())
    };
    let expires = match asked.until {
        Until::AsItIs => before.expires,
        Until::NoEnd => None,
        Until::Days(days) => Some(end_of(here.people().await?.site.day, here.now, days)),
    };
    Ok(Rights {
        role: asked.role.ok_or(Error::Malformed)?,
        scope,
        expires,
    })
}

async fn draw(
    here: &Here,
    phone: DeviceId,
    now_has: &PhoneRights,
    shown: Shown,
    fault: Option<RightsFault>,
) -> Result<Response, Error> {
    let Shown {
        generation,
        rights,
        until,
    } = shown;
    let mut buildings = here.state.store.records(&here.viewer, &[Kind::Building]).await?;
    buildings.sort_by_key(|building| (building.int("order"), building.text("name").map(str::to_owned)));
    let building = |record: &shared::record::Record| Building {
        id: record.id,
        name: record.text("name").unwrap_or_default().to_owned(),
        is_chosen: matches!(&rights.scope, Scope::Buildings(chosen) if chosen.contains(&record.id)),
    };
    let form = RightsForm {
        phone,
        worker: now_has.worker.clone(),
        model: now_has.device_name.clone(),
        buildings: buildings.iter().map(building).collect(),
        most: here.viewer.role(),
        generation,
        ends: now_has.rights.expires,
        rights,
        until,
        fault,
        rule: here.people().await?.site.day,
        now: here.now,
    };
    Ok(rights_page(&here.office, &form))
}
