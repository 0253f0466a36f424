//! What somebody may mean by what they wrote. Pure.

use shared::{
    domain::{Door, Resident},
    record::Record,
    time::DayRule,
    view::SiteView,
};
use ui::Lang;

use super::{HITS_MAX, Hit, HitKind};
use crate::{
    app, grid,
    residents::{
        at_address,
        search::{Fit, Search},
        text,
    },
    words::{Words, words},
};

/// Of what is looked for, characters.
const TEXT_CHARS_MAX: usize = 40;

/// `records`: buildings, doors and residents.
pub(super) fn hits(lang: Lang, rule: DayRule, records: &[Record], q: &str) -> Vec<Hit> {
    let (q, words) = (q.chars().take(TEXT_CHARS_MAX).collect::<String>(), words(lang));
    let search = Search::new(&q);
    if search.is_empty() {
        return app::pages(words).map(|(href, title)| page(href, title)).to_vec();
    }
    let site = SiteView::new(rule, records);
    let (mut rooms, mut names, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    for building in site.buildings() {
        for stretch in site.stretches(building.id) {
            for at in site.doors_of(&stretch) {
                let residents = site.residents_at(at.id);
                match search.door(at, &building.name) {
                    Fit::Room => {
                        rooms.push(door(words, &site, at, &residents));
                        rooms.extend(residents.into_iter().map(|one| resident(&site, at, one)));
                        continue;
                    }
                    Fit::Part => parts.push(door(words, &site, at, &residents)),
                    Fit::Not => {}
                }
                let named = residents.into_iter().filter(|one| search.name(&one.name) > Fit::Not);
                names.extend(named.map(|one| resident(&site, at, one)));
            }
        }
    }
    let pages = app::pages(words).into_iter().filter(|(_, title)| search.is_in(title));
    let buildings = site
        .buildings()
        .into_iter()
        .filter(|building| search.is_building(&building.name));
    let mut hits = rooms;
    hits.extend(pages.map(|(href, title)| page(href, title)));
    hits.extend(buildings.map(|building| Hit {
        kind: HitKind::Building,
        title: text::building(words, &building.name),
        hint: words.grid.title.to_owned(),
        href: grid::of_building(building.id),
    }));
    hits.extend(names);
    hits.extend(parts);
    hits.truncate(HITS_MAX);
    hits
}

fn page(href: &str, title: &str) -> Hit {
    Hit {
        kind: HitKind::Page,
        title: title.to_owned(),
        hint: String::new(),
        href: href.to_owned(),
    }
}

fn door(words: &Words, site: &SiteView, door: &Door, residents: &[&Resident]) -> Hit {
    let address = site.address(door);
    let names: Vec<&str> = residents.iter().map(|resident| resident.name.as_str()).collect();
    Hit {
        kind: HitKind::Door,
        hint: names.join(words.residents.comma),
        // Where nobody lives there is nobody to list.
        href: if residents.is_empty() {
            grid::of_building(door.building)
        } else {
            at_address(&address)
        },
        title: address,
    }
}

fn resident(site: &SiteView, door: &Door, resident: &Resident) -> Hit {
    Hit {
        kind: HitKind::Resident,
        title: resident.name.clone(),
        hint: site.address(door),
        href: format!("/desk/residents/{}", resident.id),
    }
}

#[cfg(test)]
mod tests {
    use shared::{
        id::RecordId,
        kind::Kind,
        time::UnixMs,
        value::{Fields, fields},
    };

    use super::*;

    fn record(byte: u8, kind: Kind, fields: Fields) -> Record {
        Record {
            kind,
            id: RecordId::made(UnixMs(1), [byte; 10]),
            seq: 1,
            fields,
        }
    }

    fn found(q: &str) -> Vec<(HitKind, String, String)> {
        let id = |byte| RecordId::made(UnixMs(1), [byte; 10]);
        let door = |byte, room: &str| {
            let fields = fields([("building", id(1).into()), ("unit", "2".into()), ("room", room.into())]);
            record(byte, Kind::Door, fields)
        };
        let resident = |byte, at, name: &str| {
            record(
                byte,
                Kind::Resident,
                fields([("door", id(at).into()), ("name", name.into())]),
            )
        };
        let records = [
            record(1, Kind::Building, fields([("name", "3".into())])),
            door(2, "1203"),
            door(3, "120"),
            resident(4, 2, "王桂兰"),
            resident(5, 3, "张强"),
        ];
        let hits = hits(Lang::Zh, DayRule::default(), &records, q);
        hits.into_iter().map(|hit| (hit.kind, hit.title, hit.hint)).collect()
    }

    fn told(kind: HitKind, title: &str, hint: &str) -> (HitKind, String, String) {
        (kind, title.to_owned(), hint.to_owned())
    }

    #[test]
    fn a_door_comes_with_whoever_lives_there() {
        let wanted = [
            told(HitKind::Door, "3-2-1203", "王桂兰"),
            told(HitKind::Resident, "王桂兰", "3-2-1203"),
        ];
        assert_eq!(found("3-2-1203"), wanted);
        assert_eq!(found("3号楼2单元1203室"), wanted);
        // The very room before one that only begins so.
        assert_eq!(found("120")[0], told(HitKind::Door, "3-2-120", "张强"));
    }

    #[test]
    fn people_buildings_and_pages_are_found_by_name() {
        assert_eq!(found("wgl"), [told(HitKind::Resident, "王桂兰", "3-2-1203")]);
        assert_eq!(found("3号楼")[0].0, HitKind::Building);
        assert_eq!(found("名册"), [told(HitKind::Page, "导入名册", "")]);
        assert_eq!(found("没有的"), []);
        assert!(found("").iter().all(|(kind, ..)| *kind == HitKind::Page));
    }
}
