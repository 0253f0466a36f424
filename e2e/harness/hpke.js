// The receiver's side of HPKE (RFC 9180, base mode; P-256, HKDF-SHA256, AES-256-GCM) on node's own ciphers: what a server
// makes of an envelope, written apart from what seals them.
import crypto from 'node:crypto';

const KEM = Buffer.from([...Buffer.from('KEM'), 0, 0x10]);
const SUITE = Buffer.from([...Buffer.from('HPKE'), 0, 0x10, 0, 1, 0, 2]);
const VERSION = 'HPKE-v1';
const INFO = 'dabai operation 1';

const joined = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));

async function extract(suite, salt, label, secret) {
  return crypto.createHmac('sha256', Buffer.from(salt)).update(joined(VERSION, suite, label, secret)).digest();
}

async function expand(suite, secret, label, info, length) {
  const labelled = joined([length >> 8, length & 255], VERSION, suite, label, info);
  return crypto.createHmac('sha256', Buffer.from(secret)).update(joined(labelled, [1])).digest().subarray(0, length);
}

/** RFC 9180's DeriveKeyPair for P-256, whose first candidate all but always serves. */
export async function scalarOf(material) {
  return expand(KEM, await extract(KEM, [], 'dkp_prk', material), 'candidate', [0], 32);
}

/** What is in `{key, enc, ct}`; throws where it is for somebody else, or something else is written on it. `curve`: the receiver's ECDH. */
export async function openEnvelope(curve, { enc, ct }, aad) {
  const [point, sealed] = [Buffer.from(enc, 'base64url'), Buffer.from(ct, 'base64url')];
  const prk = await extract(KEM, [], 'eae_prk', curve.computeSecret(point));
  const secret = await expand(KEM, prk, 'shared_secret', joined(point, curve.getPublicKey()), 32);
  const context = joined([0], await extract(SUITE, [], 'psk_id_hash', []), await extract(SUITE, [], 'info_hash', INFO));
  const exporter = await extract(SUITE, secret, 'secret', []);
  const key = await expand(SUITE, exporter, 'key', context, 32);
  const nonce = await expand(SUITE, exporter, 'base_nonce', context, 12);
  const cipher = crypto.createDecipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(aad)).setAuthTag(sealed.subarray(-16));
  return joined(cipher.update(sealed.subarray(0, -16)), cipher.final());
}

/** A server's key pair and its public half as the server would name it. */
export function newKey() {
  const curve = crypto.createECDH('prime256v1');
  const point = curve.generateKeys();
  const id = crypto.createHash('sha256').update(point).digest('hex').slice(0, 16);
  return { curve, named: `${id}.${point.toString('base64url')}` };
}
