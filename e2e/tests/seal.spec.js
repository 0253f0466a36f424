// public/seal.js by itself: HPKE against the numbers of RFC 9180, a PIN's key and what it wraps.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { openEnvelope, scalarOf } from '../harness/hpke.js';

const script = fs.readFileSync(path.resolve(import.meta.dirname, '../../public/seal.js'));
const { batch, envelope, sender, unwrap, wrap } = await import(`data:text/javascript;base64,${script.toString('base64')}`);
const { subtle } = crypto.webcrypto;
const hex = (text) => new Uint8Array(Buffer.from(text, 'hex'));

/** RFC 9180's test vectors: mode 0, KEM 0x0010, KDF 0x0001, AEAD 0x0002. `accumulated`: SHAKE128 over a thousand messages. */
const VECTOR = {
  info: '4f6465206f6e2061204772656369616e2055726e',
  ikmE: 'a90d3417c3da9cb6c6ae19b4b5dd6cc9529a4cc24efb7ae0ace1f31887a8cd6c',
  skRm: '317f915db7bc629c48fe765587897e01e282d3e8445f79f27f65d031a88082b2',
  pkRm: '04abc7e49a4c6b3566d77d0304addc6ed0e98512ffccf505e6a8e3eb25c685136f853148544876de76c0f2ef99cdc3a05ccf5ded7860c7c021238f9e2073d2356c',
  enc: '04c06b4f6bebc7bb495cb797ab753f911aff80aefb86fd8b6fcc35525f3ab5f03e0b21bd31a86c6048af3cb2d98e0d3bf01da5cc4c39ff5370d331a4f1f7d5a4e0',
  accumulated: '8d3263541fc1695b6e88ff3a1208577c',
};

/** The ephemeral pair of a vector. */
async function pairOf(vector) {
  const scalar = await scalarOf(hex(vector.ikmE));
  const curve = crypto.createECDH('prime256v1');
  curve.setPrivateKey(scalar);
  const point = curve.getPublicKey();
  expect(point.toString('hex')).toBe(vector.enc);
  const part = (from, to) => point.subarray(from, to).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: part(1, 33), y: part(33, 65), d: scalar.toString('base64url') };
  const how = { name: 'ECDH', namedCurve: 'P-256' };
  const open = { ...jwk, d: undefined };
  return { privateKey: await subtle.importKey('jwk', jwk, how, false, ['deriveBits']), publicKey: await subtle.importKey('jwk', open, how, true, []) };
}

/** Bytes drawn from SHAKE128 over nothing, a length byte before each. */
function* drawn() {
  const stream = crypto.createHash('shake128', { outputLength: 1 << 19 }).digest();
  for (let at = 0; ; ) {
    const length = stream[at];
    yield stream.subarray(at + 1, at + 1 + length);
    at += 1 + length;
  }
}

test('the sender’s side agrees with RFC 9180 over a thousand messages', async () => {
  const { enc, key, nonce } = await sender(hex(VECTOR.pkRm), await pairOf(VECTOR), hex(VECTOR.info));
  expect(Buffer.from(enc).toString('hex')).toBe(VECTOR.enc);
  const sink = crypto.createHash('shake128', { outputLength: 16 });
  const source = drawn();
  for (let n = 0; n < 1000; n += 1) {
    const [additionalData, plain] = [source.next().value, source.next().value];
    const iv = Uint8Array.from(nonce);
    iv[11] ^= n & 255;
    iv[10] ^= n >> 8;
    sink.update(Buffer.from(await subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, plain)));
  }
  expect(sink.digest('hex')).toBe(VECTOR.accumulated);
});

test('an envelope is opened with the server’s key and what is written on it, and with nothing else', async () => {
  const curve = crypto.createECDH('prime256v1');
  const point = curve.generateKeys();
  const named = `0123456789abcdef.${point.toString('base64url')}`;
  const ready = await envelope(named);
  const sealed = JSON.parse(await ready.seal('site\nid', new TextEncoder().encode('王桂兰')));
  expect(sealed.key).toBe('0123456789abcdef');
  expect((await openEnvelope(curve, sealed, 'site\nid')).toString()).toBe('王桂兰');
  await expect(openEnvelope(curve, sealed, 'site\nother')).rejects.toThrow();
  const stranger = crypto.createECDH('prime256v1');
  stranger.generateKeys();
  await expect(openEnvelope(stranger, sealed, 'site\nid')).rejects.toThrow();
  await expect(envelope('0123456789abcdef.AAAA')).rejects.toThrow();
});

test('what a PIN wraps comes back under that PIN alone, and can’t be read out', async () => {
  const key = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
  const [one, other] = [await wrap(key, '246813'), await wrap(key, '246813')];
  expect(Buffer.from(one).equals(Buffer.from(other))).toBe(false);
  const raw = Buffer.from(await subtle.exportKey('raw', key));
  expect(Buffer.from(one).includes(raw)).toBe(false);
  const back = await unwrap(one, '246813');
  expect(back.extractable).toBe(false);
  const iv = new Uint8Array(12);
  const sealed = await subtle.encrypt({ name: 'AES-GCM', iv }, key, hex('0102'));
  expect(Buffer.from(await subtle.decrypt({ name: 'AES-GCM', iv }, back, sealed)).toString('hex')).toBe('0102');
  await expect(unwrap(one, '246814')).rejects.toThrow();
  await expect(unwrap(Uint8Array.of(2, ...one.slice(1)), '246813')).rejects.toThrow();
});

test('a push of envelopes keeps to its bounds, and sends nothing behind what can’t be sent', () => {
  const letter = (n, text = '{"id":"x"}') => [n, new Uint8Array(), text, false];
  const all = Array.from({ length: 450 }, (_, at) => letter(at + 1));
  expect(batch(all, new Set()).numbers.length).toBe(200);
  expect(batch(all, new Set([1, 2])).numbers[0]).toBe(3);
  expect(JSON.parse(batch(all, new Set()).ops[6])).toEqual({ n: 7, id: 'x' });
  const bare = [letter(1), letter(2, ''), letter(3)];
  expect(batch(bare, new Set()).numbers).toEqual([1]);
  const large = [1, 2, 3].map((n) => letter(n, `{"id":"${'y'.repeat(100 * 1024)}"}`));
  expect(batch(large, new Set()).numbers).toEqual([1, 2]);
  // One that is too large by itself is the server's to refuse.
  expect(batch([letter(1, `{"id":"${'y'.repeat(300 * 1024)}"}`)], new Set()).numbers).toEqual([1]);
});
