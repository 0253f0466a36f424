// What stands between a phone and the server and is not ours: a network that cuts answers short, a portal that answers
// everything itself. The phone's address stays the same whatever the gate does.
import http from 'node:http';

const PORTAL = '<!doctype html><title>Wi-Fi</title><h1>请登录 Wi-Fi</h1>';

export class Gate {
  /** `open`: everything goes through. `portal`: every answer is 200 with a login page. */
  mode = 'open';
  /** Rewrites the JSON of requests whose path ends so: `{ '/sync/pull': (body) => body }`. */
  requests = {};
  /** As `requests`, of answers that are a success; told with what was asked: `(answer, request) => answer`. */
  answers = {};
  /** Paths that end so get the portal's page, whatever the mode. */
  refuses = [];
  /** How many answers of a path are still to be cut in the middle: `{ '/sync/pull': 1 }`. */
  cuts = {};
  /** Paths that came, in order. */
  seen = [];
  #server;
  #target;

  constructor(target) {
    this.#target = new URL(target);
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  start() {
    this.#server = http.createServer((request, answer) => this.#pass(request, answer));
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  async #pass(request, answer) {
    const path = new URL(request.url, this.url).pathname;
    this.seen.push(path);
    if (this.mode === 'portal' || this.refuses.some((end) => path.endsWith(end))) {
      answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PORTAL);
      return;
    }
    let body = await whole(request);
    const ending = (rules) => Object.keys(rules).find((key) => path.endsWith(key));
    const rewrite = this.requests[ending(this.requests)];
    if (rewrite) body = Buffer.from(JSON.stringify(rewrite(JSON.parse(body))));
    const headers = { ...request.headers, host: this.#target.host };
    if (body.length > 0) headers['content-length'] = String(body.length);
    const retell = this.answers[ending(this.answers)];
    // What is to be read here must not come packed.
    if (retell) delete headers['accept-encoding'];
    const { hostname, port } = this.#target;
    const forward = http.request({ hostname, port, path: request.url, method: request.method, headers });
    forward.on('error', () => answer.destroy());
    answer.on('close', () => forward.destroy());
    forward.on('response', async (reply) => {
      if (retell && reply.statusCode === 200) {
        const said = await whole(reply);
        const told = Buffer.from(JSON.stringify(retell(JSON.parse(said), body.length > 0 ? JSON.parse(body) : undefined)));
        answer.writeHead(200, { ...reply.headers, 'content-length': String(told.length) }).end(told);
        return;
      }
      answer.writeHead(reply.statusCode, reply.headers);
      const cut = ending(this.cuts);
      if (cut && this.cuts[cut] > 0) {
        this.cuts[cut] -= 1;
        reply.once('data', (data) => answer.write(data.subarray(0, Math.ceil(data.length / 2)), () => answer.destroy()));
        return;
      }
      reply.pipe(answer);
    });
    forward.end(body);
  }
}

async function whole(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
