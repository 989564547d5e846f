// Hashes, signatures and sealing as proto/README.md describes them, with Node's own cryptography.
import {
  createCipheriv, createHash, createHmac, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync,
  sign, verify,
} from 'node:crypto';

const utf8 = (text) => Buffer.from(text, 'utf8');
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const X25519_SPKI = Buffer.from('302a300506032b656e032100', 'hex');

export const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

const u32 = (value) => { const bytes = Buffer.alloc(4); bytes.writeUInt32BE(value); return bytes; };
const u64 = (value) => { const bytes = Buffer.alloc(8); bytes.writeBigInt64BE(BigInt(value)); return bytes; };

// H(thing, fields…): texts are UTF-8, everything else is bytes already.
export function H(thing, ...fields) {
  const hash = createHash('sha256');
  for (const field of [`gridpact/${thing}/v1`, ...fields]) {
    const bytes = typeof field === 'string' ? utf8(field) : field;
    hash.update(u32(bytes.length)).update(bytes);
  }
  return hash.digest();
}

export function preAuthenticationEncoding(type, payload) {
  return Buffer.concat([utf8(`DSSEv1 ${utf8(type).length} ${type} ${payload.length} `), payload]);
}

export const digest = (type, payload) => sha256(preAuthenticationEncoding(type, payload));

export const keyId = (publicKey) => H('key', 'ED25519', publicKey);

// The 32 bytes of an Ed25519 key's public half.
export const publicKeyOf = (privateKey) =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(ED25519_SPKI.length);

export function signature(type, payload, privateKey) {
  return {
    key_id: keyId(publicKeyOf(privateKey)),
    sig: sign(null, preAuthenticationEncoding(type, payload), privateKey),
  };
}

export const readPrivateKey = (pem) => createPrivateKey(pem);

// Whether this key signed this payload, alone or as one of a batch.
export function isSignedBy(publicKey, type, payload, { key_id, sig, batch }) {
  if (!keyId(publicKey).equals(key_id)) {
    return false;
  }
  const key = createPublicKey({ key: Buffer.concat([ED25519_SPKI, publicKey]), format: 'der', type: 'spki' });
  if (!batch) {
    return verify(null, preAuthenticationEncoding(type, payload), key, sig);
  }
  const leaf = sha256(Buffer.of(0), digest(type, payload));
  const root = rootFromPath(leaf, BigInt(batch.index), BigInt(batch.size), batch.path);
  if (root === null) {
    return false;
  }
  const signed = Buffer.concat([u64(batch.size), root]);
  return verify(null, preAuthenticationEncoding('gridpact/batch/v1', signed), key, sig);
}

// RFC 9162, section 2.1.3.2; null where the path has another length than index and size imply.
function rootFromPath(leaf, index, size, path) {
  if (index >= size) {
    return null;
  }
  let [node, last, hash] = [index, size - 1n, leaf];
  for (const sibling of path) {
    if (last === 0n) {
      return null;
    }
    if (node % 2n === 1n || node === last) {
      hash = sha256(Buffer.of(1), sibling, hash);
      while (node % 2n === 0n && node !== 0n) {
        node /= 2n;
        last /= 2n;
      }
    } else {
      hash = sha256(Buffer.of(1), hash, sibling);
    }
    node /= 2n;
    last /= 2n;
  }
  return last === 0n ? hash : null;
}

// HPKE (RFC 9180), base mode, single shot: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305.
const KEM = Buffer.concat([utf8('KEM'), Buffer.from('0020', 'hex')]);
const SUITE = Buffer.concat([utf8('HPKE'), Buffer.from('002000010003', 'hex')]);
const EMPTY = Buffer.alloc(0);

const hmac = (key, data) => createHmac('sha256', key).update(data).digest();
const extract = (suite, salt, label, secret) =>
  hmac(salt.length === 0 ? Buffer.alloc(32) : salt, Buffer.concat([utf8('HPKE-v1'), suite, utf8(label), secret]));

// One block of HKDF-Expand is enough: nothing here is longer than 32 bytes.
function expand(suite, key, label, info, length) {
  const labelled = Buffer.concat([u32(length).subarray(2), utf8('HPKE-v1'), suite, utf8(label), info]);
  return hmac(key, Buffer.concat([labelled, Buffer.of(1)])).subarray(0, length);
}

export function seal(recipient, info, aad, plaintext) {
  const ephemeral = generateKeyPairSync('x25519');
  const encapsulated = ephemeral.publicKey.export({ type: 'spki', format: 'der' }).subarray(X25519_SPKI.length);
  const publicKey = createPublicKey({
    key: Buffer.concat([X25519_SPKI, recipient]), format: 'der', type: 'spki',
  });
  const shared = diffieHellman({ privateKey: ephemeral.privateKey, publicKey });
  const kemContext = Buffer.concat([encapsulated, recipient]);
  const secret = expand(KEM, extract(KEM, EMPTY, 'eae_prk', shared), 'shared_secret', kemContext, 32);

  const context = Buffer.concat([
    Buffer.of(0), extract(SUITE, EMPTY, 'psk_id_hash', EMPTY), extract(SUITE, EMPTY, 'info_hash', info),
  ]);
  const schedule = extract(SUITE, secret, 'secret', EMPTY);
  const key = expand(SUITE, schedule, 'key', context, 32);
  const nonce = expand(SUITE, schedule, 'base_nonce', context, 12);

  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
  cipher.setAAD(aad, { plaintextLength: plaintext.length });
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return { encapsulated_key: encapsulated, ciphertext };
}
