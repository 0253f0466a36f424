//! What needs a journal that is full, or a disk.

use super::*;

struct Ground {
    folder: tempfile::TempDir,
    at: Connection,
    journal: Journal,
}

impl Ground {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = file::writer(&folder.path().join("dabai.db")).unwrap();
        let key = Arc::new(Key::open(folder.path()).unwrap());
        let journal = Journal::open(folder.path().join(FOLDER), key, Arc::default()).unwrap();
        Self { folder, at, journal }
    }

    fn write(&mut self) {
        note(&self.at, &Entry::SetAside).unwrap();
        self.journal.follow(&self.at);
    }

    /// The numbers of the lines in the files.
    fn numbers(&self) -> Vec<Vec<u64>> {
        let segments = segment::list(&self.folder.path().join(FOLDER)).unwrap();
        let numbers = segments.iter().map(|segment| {
            let read = segment.read(&self.journal.key).unwrap();
            read.lines.iter().map(|line| line.no).collect()
        });
        numbers.collect()
    }

    fn backup(&self, no: u64, journal: u64) {
        let line = "INSERT INTO backup (no, name, at, journal) VALUES (?1, ?1, 0, ?2)";
        self.at.execute(line, params![signed(no), signed(journal)]).unwrap();
    }
}

#[test]
fn a_full_file_is_followed_by_another_and_what_no_backup_needs_goes() {
    let mut ground = Ground::new();
    for full in [false, true, false, true] {
        if full {
            ground.journal.open.as_mut().unwrap().bytes = SEGMENT_BYTES_MAX;
        }
        ground.write();
    }
    assert_eq!(
        ground.numbers(),
        [vec![1], vec![2, 3], vec![4]],
        "without backups everything is kept"
    );
    ground.backup(1, 2);
    ground.backup(2, 4);
    ground.journal.open.as_mut().unwrap().bytes = SEGMENT_BYTES_MAX;
    ground.write();
    assert_eq!(
        ground.numbers(),
        [vec![2, 3], vec![4], vec![5]],
        "line 3 is in no backup"
    );
}

#[test]
fn what_is_in_the_files_leaves_the_table_but_for_the_last_line() {
    let mut ground = Ground::new();
    ground.write();
    ground.write();
    ground.journal.turn(&ground.at);
    assert_eq!(waiting(&ground.at, 0).unwrap().len(), 1);
    ground.write();
    assert_eq!(ground.numbers(), [vec![1, 2, 3]]);
}

#[test]
fn a_file_that_was_cut_off_before_its_first_line_was_whole_is_begun_again() {
    let mut ground = Ground::new();
    ground.write();
    let path = segment::path(&ground.folder.path().join(FOLDER), 1);
    let whole = fs::read(&path).unwrap();
    for torn in [
        &whole[..whole.len() - 1],
        &whole[..30],
        b"",
        &[&[0; 4_096][..], b"\n"].concat(),
    ] {
        fs::write(&path, torn).unwrap();
        let (folder, key) = (ground.journal.folder.clone(), Arc::clone(&ground.journal.key));
        ground.journal = Journal::open(folder, key, Arc::default()).unwrap();
        ground.journal.follow(&ground.at);
        assert_eq!(ground.numbers(), [vec![1]]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_full_disk_refused_is_written_when_there_is_room_again() {
    let mut ground = Ground::new();
    ground.write();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let file = std::mem::replace(&mut ground.journal.open.as_mut().unwrap().file, full);
    ground.write();
    ground.write();
    assert_eq!(
        ground.journal.lacking.load(Ordering::Relaxed),
        1,
        "not tried again at once"
    );
    ground.journal.turn(&ground.at);
    assert_eq!(ground.journal.lacking.load(Ordering::Relaxed), 2);
    // Half a line got there.
    (&file).write_all(b"0123456789abcdef {\"no\":2").unwrap();
    ground.journal.open.as_mut().unwrap().file = file;
    ground.journal.turn(&ground.at);
    assert_eq!(
        (ground.numbers(), ground.journal.lacking.load(Ordering::Relaxed)),
        (vec![vec![1, 2, 3]], 0)
    );
}
