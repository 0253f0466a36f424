//! As little HTTP/1.1 as these calls need: the client shares its cores with the server it measures.

use anyhow::{Context, Result, bail};
use serde::{Serialize, de::DeserializeOwned};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

/// One kept-alive connection.
pub(crate) struct Wire {
    stream: BufReader<TcpStream>,
    addr: String,
    token: String,
}

impl Wire {
    pub(crate) async fn open(addr: &str, token: &str) -> Result<Self> {
        let stream = TcpStream::connect(addr).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::new(stream),
            addr: addr.to_owned(),
            token: token.to_owned(),
        })
    }

    pub(crate) async fn post<T: DeserializeOwned>(&mut self, path: &str, body: &impl Serialize) -> Result<T> {
        let body = serde_json::to_vec(body)?;
        self.send("POST", path, &body).await?;
        let (status, length) = self.head().await?;
        let mut answer = vec![0; length];
        self.stream.read_exact(&mut answer).await?;
        if status != 200 {
            bail!("{path}: {status} {}", String::from_utf8_lossy(&answer));
        }
        Ok(serde_json::from_slice(&answer)?)
    }

    /// Turns the connection into a live stream.
    pub(crate) async fn listen(mut self, path: &str) -> Result<Events> {
        self.send("GET", path, b"").await?;
        let (status, _) = self.head().await?;
        if status != 200 {
            bail!("{path}: {status}");
        }
        Ok(Events(self.stream))
    }

    async fn send(&mut self, method: &str, path: &str, body: &[u8]) -> Result<()> {
        let head = format!(
            "{method} /api/v1{path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            self.addr,
            self.token,
            body.len(),
        );
        let mut message = head.into_bytes();
        message.extend_from_slice(body);
        Ok(self.stream.write_all(&message).await?)
    }

    /// Status and Content-Length.
    async fn head(&mut self) -> Result<(u16, usize)> {
        let mut line = String::new();
        self.stream.read_line(&mut line).await?;
        let status = line
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .context("no answer")?;
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line).await?;
            match line.trim().split_once(':') {
                None => return Ok((status, length)),
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.trim().parse()?,
                Some(_) => {}
            }
        }
    }
}

/// Server-sent events; the chunks they come in carry whole lines.
pub(crate) struct Events(BufReader<TcpStream>);

impl Events {
    pub(crate) async fn next<T: DeserializeOwned>(&mut self) -> Result<T> {
        let mut line = String::new();
        loop {
            line.clear();
            if self.0.read_line(&mut line).await? == 0 {
                bail!("the live stream ended");
            }
            if let Some(data) = line.trim().strip_prefix("data:") {
                return Ok(serde_json::from_str(data.trim())?);
            }
        }
    }
}
