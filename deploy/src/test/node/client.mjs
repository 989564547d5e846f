// An independent client: written against the .proto files and proto/README.md alone. Makes an order as two platforms
// would, has it confirmed through the gateway, and believes the sealed order only after checking all four signatures.
//
//   node client.mjs DIR PROTO_DIRS ORDER_JSON      PROTO_DIRS with ':' between them
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import protobuf from 'protobufjs';
import { H, digest, isSignedBy, keyId, publicKeyOf, readPrivateKey, seal, signature } from './gridpact.mjs';

const ORDER = 'gridpact/order/v1';
const ATTESTATION = 'gridpact/attestation/v1';
const DESCRIPTOR = 'gridpact/descriptor/v1';
const SERVICE = 'gridpact/platform/v1/platform_service.proto';

const [dir, protoDirs, orderJson] = process.argv.slice(2);
const includeDirs = protoDirs.split(':');
const wanted = JSON.parse(orderJson);
const network = JSON.parse(readFileSync(join(dir, 'network.json'), 'utf8'));
const file = (...path) => readFileSync(join(dir, ...path));

function require(holds, what) {
  if (!holds) {
    throw new Error(`refused by the client: ${what}`);
  }
}

// ---- messages

const types = new protobuf.Root();
types.resolvePath = (origin, target) =>
  includeDirs.map((include) => join(include, target)).find(existsSync) ?? target;
types.loadSync([SERVICE, 'google/rpc/error_details.proto'], { keepCase: true });
types.resolveAll();

const encode = (name, fields) => {
  const type = types.lookupType(name);
  return Buffer.from(type.encode(type.fromObject(fields)).finish());
};
const decode = (name, bytes) =>
  types.lookupType(name).toObject(types.lookupType(name).decode(bytes), { longs: String, enums: String, defaults: true });

// ---- the gateway, as the buyer's platform

const platform = wanted.buyer.platform;
const gateway = network.services.find((service) => service.kind === 'GATEWAY');
const credentials = grpc.credentials.createSsl(
  file(gateway.certificate),
  file('clients', platform, 'tls.key.pem'),
  file('clients', platform, 'tls.crt.pem'),
  {
    checkServerIdentity: (host, certificate) =>
      certificate.subjectaltname === `URI:spiffe://gridpact/gateway/${gateway.id}`
        ? undefined
        : new Error(`not the gateway: ${certificate.subjectaltname}`),
  },
);
const definitions = protoLoader.loadSync(SERVICE, {
  includeDirs, keepCase: true, longs: String, enums: String, defaults: true, oneofs: true,
});
const { PlatformService } = grpc.loadPackageDefinition(definitions).gridpact.platform.v1;
const client = new PlatformService(gateway.endpoint, credentials, { 'grpc.ssl_target_name_override': gateway.id });
const call = (method, request) =>
  new Promise((resolve, reject) => {
    client[method](request, { deadline: Date.now() + 20_000 }, (error, answer) =>
      error ? reject(error) : resolve(answer));
  });

// ---- whom we believe

async function utilities() {
  const byId = new Map();
  for (const { payload_type, payload, signatures } of (await call('ListUtilities', {})).descriptors) {
    require(payload_type === DESCRIPTOR, 'not a descriptor');
    const descriptor = decode('gridpact.directory.v1.ParticipantDescriptor', payload);
    const root = Buffer.from(descriptor.root_key.public_key);
    require(signatures.some((one) => isSignedBy(root, DESCRIPTOR, payload, one)), 'descriptor not signed by its root');
    byId.set(descriptor.participant_id, descriptor);
  }
  return byId;
}

const platformKey = (id) => readPrivateKey(file('clients', id, 'signing.key.pem'));
const meterKeyId = ({ utility, meter }) =>
  keyId(publicKeyOf(readPrivateKey(file('meters', utility, `${meter}.key.pem`))));

// ---- the order

function uuidV7(millis) {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(millis, 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function side(role, orderId, trader, descriptors) {
  const salt = randomBytes(32);
  const { platform: its, utility, customer } = trader;
  const opening = encode('gridpact.trade.v1.CustomerOpening', { salt, customer_id: customer });
  const recipient = Buffer.from(descriptors.get(utility).hpke_public_key);
  const aad = H('opening', orderId, role, its, utility);
  const sealed = seal(recipient, Buffer.from('gridpact/opening/v1'), aad, opening);
  return {
    sealed,
    inOrder: {
      customer_commitment: H('customer', salt, orderId, its, utility, customer),
      opening_digest: H('sealed-opening', sealed.encapsulated_key, sealed.ciphertext),
      meter_key_id: meterKeyId(trader),
    },
  };
}

function money(decimal, currency) {
  const [units, fraction = ''] = decimal.split('.');
  return { currency_code: currency, units, nanos: Number(fraction.padEnd(9, '0')) };
}

function makeOrder(descriptors) {
  const now = wanted.nowMillis;
  const orderId = uuidV7(now);
  const buyer = side('BUYER', orderId, wanted.buyer, descriptors);
  const seller = side('SELLER', orderId, wanted.seller, descriptors);
  const payload = encode('gridpact.trade.v1.Order', {
    order_id: orderId,
    buyer_platform: wanted.buyer.platform,
    seller_platform: wanted.seller.platform,
    buyer_utility: wanted.buyer.utility,
    seller_utility: wanted.seller.utility,
    buyer: buyer.inOrder,
    seller: seller.inOrder,
    window_start_millis: wanted.windowStartMillis,
    window_end_millis: wanted.windowEndMillis,
    quantity_wh: wanted.quantityWh,
    price_per_kwh: money(wanted.pricePerKwh, wanted.currency),
    created_millis: now,
    expires_millis: wanted.expiresMillis,
    mode: 'CONFIRMATION_MODE_BLOCKING',
    salt: randomBytes(16),
  });
  const consent = (id) => ({ signature: signature(ORDER, payload, platformKey(id)) });
  return {
    payload,
    request: {
      order: {
        payload_type: ORDER,
        payload,
        buyer_consent: consent(wanted.buyer.platform),
        seller_consent: consent(wanted.seller.platform),
      },
      buyer_opening: buyer.sealed,
      seller_opening: seller.sealed,
    },
  };
}

// ---- what came back

function verifyConsent(role, id, payload, consent) {
  const key = publicKeyOf(platformKey(id));
  require(isSignedBy(key, ORDER, payload, consent.signature), `${role}'s consent`);
  return { role: `${role}_PLATFORM`, party: id, keyId: consent.signature.key_id.toString('hex') };
}

function verifyAttestation(role, id, payload, envelope, descriptors) {
  require(envelope.payload_type === ATTESTATION, `${role}'s attestation is of another type`);
  const attestation = decode('gridpact.trade.v1.Attestation', envelope.payload);
  require(digest(ORDER, payload).equals(Buffer.from(attestation.order_digest)), `${role}'s attestation is of another order`);
  require(attestation.utility === id && attestation.role === `TRADE_ROLE_${role}`, `${role}'s attestation is another's`);
  require(attestation.answer === 'ANSWER_ATTESTED', `${role}'s utility refuses`);
  const at = BigInt(attestation.logged_at_millis);
  const key = descriptors.get(id).signing_keys.find((candidate) =>
    BigInt(candidate.valid_from_millis) <= at && at < BigInt(candidate.valid_until_millis)
    && envelope.signatures.some((one) =>
      isSignedBy(Buffer.from(candidate.public_key), ATTESTATION, envelope.payload, one)));
  require(key, `${role}'s attestation is not signed by ${id}`);
  const agreement = Buffer.from(attestation.agreement_digest);
  require(agreement.length === 32, `${role}'s attestation names no agreement`);
  const signer = { role: `${role}_UTILITY`, party: id, keyId: keyId(Buffer.from(key.public_key)).toString('hex') };
  return { signer, agreement };
}

function verifySealed(sealed, sent, descriptors) {
  const { order, seller_attestation, buyer_attestation } = sealed;
  require(order.payload_type === ORDER && order.payload.equals(sent), 'another order came back');
  const seller = verifyAttestation('SELLER', wanted.seller.utility, order.payload, seller_attestation, descriptors);
  const buyer = verifyAttestation('BUYER', wanted.buyer.utility, order.payload, buyer_attestation, descriptors);
  require(seller.agreement.equals(buyer.agreement), 'the two attestations are by two agreements');
  return [
    verifyConsent('BUYER', wanted.buyer.platform, order.payload, order.buyer_consent),
    verifyConsent('SELLER', wanted.seller.platform, order.payload, order.seller_consent),
    seller.signer,
    buyer.signer,
  ];
}

// A refusal names its reason in google.rpc.ErrorInfo.
function reasonOf(error) {
  const [details] = error.metadata?.get('grpc-status-details-bin') ?? [];
  if (!details) {
    return `${grpc.status[error.code]} ${error.details}`;
  }
  const info = decode('google.rpc.Status', details).details.find(({ type_url }) => type_url.endsWith('google.rpc.ErrorInfo'));
  return info ? decode('google.rpc.ErrorInfo', Buffer.from(info.value)).reason : 'no ErrorInfo';
}

try {
  const descriptors = await utilities();
  const { payload, request } = makeOrder(descriptors);
  const first = await call('Confirm', request);
  const signers = verifySealed(first.sealed_order, payload, descriptors);
  const again = await call('Confirm', request);
  require(JSON.stringify(again) === JSON.stringify(first), 'the second answer is another');
  console.log(JSON.stringify({ sealed: true, orderDigest: digest(ORDER, payload).toString('hex'), signers }));
} catch (error) {
  if (error.code === undefined) {
    throw error;
  }
  console.log(JSON.stringify({ sealed: false, reason: reasonOf(error) }));
} finally {
  client.close();
}
