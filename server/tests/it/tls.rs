//! HTTPS by the program itself, with certificates of a maker of our own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use reqwest::{Certificate, Client};

use crate::process::{Process, site};

type Maker = CertifiedIssuer<'static, KeyPair>;

/// Whoever makes certificates.
fn maker() -> Maker {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for this machine and its key, as files.
fn write(folder: &Path, maker: &Maker) -> [String; 2] {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let cert = params.signed_by(&key, maker).unwrap();
    let paths: [PathBuf; 2] = [folder.join("cert.pem"), folder.join("key.pem")];
    fs::write(&paths[0], cert.pem()).unwrap();
    fs::write(&paths[1], key.serialize_pem()).unwrap();
    paths.map(|path| path.to_str().unwrap().to_owned())
}

fn who_trusts(maker: &Maker) -> Client {
    let root = Certificate::from_pem(maker.pem().as_bytes()).unwrap();
    Client::builder()
        .add_root_certificate(root)
        .cookie_store(true)
        .build()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_speaks_https_by_itself() {
    let root = tempfile::tempdir().unwrap();
    let (ours, theirs) = (maker(), maker());
    let [cert, key] = write(root.path(), &ours);
    let data = root.path().join("data");
    let codes = site(&data, 1);
    let server = Process::serve_with(&data, &["--tls-cert", &cert, "--tls-key", &key]);
    assert!(server.url.starts_with("https://127.0.0.1:"), "{}", server.url);
    let client = who_trusts(&ours);
    let home = client.get(&server.url).send().await.unwrap();
    assert_eq!(home.status(), 200);
    assert_eq!(home.headers()["strict-transport-security"], "max-age=2592000");
    let ask = crate::phone::enrol_request(&codes[0], "a random key");
    let enrolled = client
        .post(format!("{}/api/v1/enrol", server.url))
        .json(&ask)
        .send()
        .await
        .unwrap();
    let cookie = enrolled.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("; Secure"), "{cookie}");
    assert!(
        who_trusts(&theirs).get(&server.url).send().await.is_err(),
        "somebody else's maker vouches for nothing"
    );
    // Plain HTTP at that address gets no answer, and the server goes on.
    let plain = server.url.replace("https://", "http://");
    assert!(client.get(&plain).send().await.is_err());
    assert_eq!(client.get(&server.url).send().await.unwrap().status(), 200);
    #[cfg(unix)]
    assert!(server.terminate().success());
}

#[test]
fn files_that_are_no_certificate_and_key_are_named() {
    let root = tempfile::tempdir().unwrap();
    let [cert, key] = write(root.path(), &maker());
    let other = root.path().join("other");
    fs::create_dir(&other).unwrap();
    let [_, other_key] = write(&other, &maker());
    let missing = root.path().join("none.pem").to_str().unwrap().to_owned();
    for (args, why) in [
        (vec!["--tls-cert", &cert], "go together: give both or neither"),
        (vec!["--tls-key", &key], "go together: give both or neither"),
        (vec!["--tls-cert", &missing, "--tls-key", &key], "none.pem"),
        (vec!["--tls-cert", &cert, "--tls-key", &missing], "none.pem"),
        (
            vec!["--tls-cert", &key, "--tls-key", &key],
            "has no certificate in PEM form",
        ),
        (
            vec!["--tls-cert", &cert, "--tls-key", &cert],
            "has no private key in PEM form",
        ),
        (vec!["--tls-cert", &cert, "--tls-key", &other_key], "do not go together"),
    ] {
        let ended = Command::new(env!("CARGO_BIN_EXE_dabai"))
            .args(["serve", "--addr", "127.0.0.1:0", "--data"])
            .arg(root.path().join("data"))
            .args(&args)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(!ended.status.success() && said.contains(why), "{args:?}: {said}");
    }
}

#[tokio::test]
async fn a_renewed_certificate_is_taken_and_a_broken_one_is_not() {
    let root = tempfile::tempdir().unwrap();
    let (first, second) = (maker(), maker());
    let [cert, key] = write(root.path(), &first).map(PathBuf::from);
    let tls = std::sync::Arc::new(dabai::Tls::open(cert.clone(), key.clone()).unwrap());
    let options = dabai::Options {
        tls: Some(tls.clone()),
        ..dabai::Options::default()
    };
    let fixture = crate::fixture::Fixture::with(options).await;
    let url = fixture.url.replace("http://", "https://");
    let is_trusted = async |maker| who_trusts(maker).get(&url).send().await.is_ok();
    assert!(is_trusted(&first).await);
    // Files that are written by halves keep the old one going.
    fs::write(&cert, "half").unwrap();
    tls.renew();
    assert!(is_trusted(&first).await);
    write(root.path(), &second);
    tls.renew();
    assert!(is_trusted(&second).await && !is_trusted(&first).await);
}
