//! Who comes and says nothing, or comes too often, with the real program.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use crate::{
    phone::Phone,
    process::{Process, site},
};

/// Longer than anything here may take.
const PATIENCE: Duration = Duration::from_secs(30);

fn connect(server: &Process) -> TcpStream {
    let stream = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// What it hears until it is let go of.
fn heard(mut stream: TcpStream) -> String {
    let mut text = String::new();
    match stream.read_to_string(&mut text) {
        Err(error) if error.kind() != ErrorKind::ConnectionReset => panic!("it is still held: {error}"),
        _ => text,
    }
}

fn asks(stream: &mut TcpStream) -> String {
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut bytes = [0; 1_024];
    let read = stream.read(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes[..read])
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn whoever_says_nothing_or_a_head_drop_by_drop_is_let_go_of() {
    let root = tempfile::tempdir().unwrap();
    let data = root.path().join("data");
    site(&data, 1);
    let server = Process::serve_with(&data, &["--silent-seconds", "1"]);
    let began = Instant::now();
    let mut drops = connect(&server);
    let silent = connect(&server);
    let mut idle = connect(&server);
    assert!(asks(&mut idle).contains("200"));
    drops.write_all(b"GET / HTTP/1.1\r\n").unwrap();
    let mut dripped = 0;
    while drops.write_all(b"x-drop: 1\r\n").is_ok() && began.elapsed() < PATIENCE {
        dripped += 1;
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!((1..200).contains(&dripped), "{dripped} drops");
    assert_eq!(heard(silent), "");
    heard(idle);
    assert!(began.elapsed() < PATIENCE);
    assert!(asks(&mut connect(&server)).contains("200"), "others are served");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_too_many_is_turned_away_and_live_streams_take_no_place() {
    let root = tempfile::tempdir().unwrap();
    let data = root.path().join("data");
    let codes = site(&data, 1);
    let server = Process::serve_with(&data, &["--connections-each", "4"]);
    let phone = Phone::enrol(&server.url, &codes[0]).await.unwrap();
    // Four live streams hold no place of the four.
    let live = format!("/sync/live?device={}&site={}", phone.device, phone.site);
    let mut streams = Vec::new();
    for _ in 0..4 {
        let one = Phone {
            client: reqwest::Client::new(),
            ..phone.clone()
        };
        let mut stream = one.get(&live).send().await.unwrap();
        assert_eq!(stream.status(), 200);
        assert!(stream.chunk().await.unwrap().is_some());
        streams.push((one, stream));
    }
    drop(phone);
    let calls = async || {
        let mut held = Vec::new();
        loop {
            let mut stream = connect(&server);
            let said = asks(&mut stream);
            if said.contains("503") {
                return held;
            }
            assert!(said.contains("200"), "{said}");
            held.push(stream);
            assert!(held.len() <= 4, "more than four");
        }
    };
    let held = calls().await;
    assert!(!held.is_empty());
    // Whoever leaves makes room.
    drop(held);
    let until = Instant::now() + PATIENCE;
    while !asks(&mut connect(&server)).contains("200") {
        assert!(Instant::now() < until, "nobody is let in again");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(streams[0].1.chunk().await.is_ok());
}

#[test]
fn all_together_have_a_bound() {
    let root = tempfile::tempdir().unwrap();
    let data = root.path().join("data");
    site(&data, 1);
    let server = Process::serve_with(&data, &["--connections", "3"]);
    let mut held: Vec<TcpStream> = (0..3).map(|_| connect(&server)).collect();
    assert!(held.iter_mut().all(|stream| asks(stream).contains("200")));
    let turned_away = heard(connect(&server));
    assert!(
        turned_away.starts_with("HTTP/1.1 503") && turned_away.contains("retry-after"),
        "{turned_away}"
    );
    assert!(asks(&mut held[0]).contains("200"), "who is in stays in");
}
