// Reads what `deploy/gridpact demo --json` printed and says what is not as the demo's day must end.
import { readFileSync } from 'node:fs';

const day = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const faults = [];
const expect = (holds, what) => { if (!holds) faults.push(what); };
const trade = (name) => day.trades.find((candidate) => candidate.name === name) ?? {};
const settled = (name, sellerWh, buyerWh, settledWh) => {
  const found = trade(name);
  const figures = [found.state, found.sellerWh, found.buyerWh, found.settledWh].join(' ');
  expect(figures === ['SETTLED', sellerWh, buyerWh, settledWh].join(' '), `${name}: ${figures}`);
};
const refused = (name, reason) => {
  const found = trade(name);
  expect(found.state === 'REFUSED' && found.reason === reason, `${name}: ${found.state} ${found.reason}`);
};

settled('T1', 5000, 5000, 5000);
settled('T2', 2000, 2000, 2000);
expect(trade('T3').state === 'SETTLED', `T3: ${trade('T3').state}`);
expect(
  trade('T4').state === 'SETTLED' && trade('T4').buyerWh < trade('T4').contractedWh
    && trade('T4').settledWh === Math.min(trade('T4').sellerWh, trade('T4').buyerWh),
  'T4: not the smaller side');
refused('T5', 'LIMIT_EXCEEDED');
refused('T6', 'INVALID_ORDER');
refused('T7', 'SIGNATURE_INVALID');

const ofTheDay = day.trades.filter((candidate) => !/^T[1-7]$/.test(candidate.name));
expect(ofTheDay.length >= 100, `only ${ofTheDay.length} trades of the day`);
for (const found of ofTheDay) {
  expect(found.state === 'SETTLED', `${found.name}: ${found.state}`);
}

for (const found of day.trades.filter((candidate) => candidate.state === 'SETTLED')) {
  const signers = found.signers.map((signer) => signer.role).join(' ');
  expect(signers === 'BUYER_PLATFORM SELLER_PLATFORM SELLER_UTILITY BUYER_UTILITY', `${found.name}: signed by ${signers}`);
  expect(found.signers.every((signer) => signer.party && signer.keyId), `${found.name}: a signer without name or key`);
  expect(/^\d+\.\d{4}$/.test(found.amount), `${found.name}: amount ${found.amount}`);
  expect(found.settledWh === Math.min(found.sellerWh, found.buyerWh), `${found.name}: not the smaller side`);
}
expect(day.arbiter.mismatched === 0, `${day.arbiter.mismatched} digests mismatched`);
expect(day.arbiter.unpaired === 0, `${day.arbiter.unpaired} digests unpaired`);
for (const utility of day.utilities) {
  expect(utility.checked && utility.journalEntries > 0, `${utility.id}: not checked`);
}
// What the arbiter may be sent: hashes, who signed what for which window, and nothing else.
const allowed = /\.(payload_type|key_id|sig|index|size|path|utility|peer|minute_millis|root|salt|complete_to_millis|window_start_millis|stage|number|digest|direction|revision)$/;
for (const field of day.arbiter.receivedFields) {
  expect(allowed.test(field.path), `the arbiter was sent ${field.path}`);
}
expect(day.arbiter.matched > 0 && day.arbiter.leaves > 0, 'the arbiter matched nothing');

faults.forEach((fault) => console.error(`demo: ${fault}`));
console.log(`demo: ${day.trades.length} trades in ${day.elapsedSeconds} s, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
