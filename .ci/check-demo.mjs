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
const roles = 'BUYER_PLATFORM SELLER_PLATFORM SELLER_UTILITY BUYER_UTILITY';
for (const found of day.trades.filter((candidate) => candidate.state === 'SETTLED')) {
  const signers = found.signers.map((signer) => String(signer.role).toUpperCase());
  expect(signers.length === 4 && new Set(signers).size === 4, `${found.name}: signed by ${signers} instead of ${roles}`);
  expect(found.settledWh === Math.min(found.sellerWh, found.buyerWh), `${found.name}: not the smaller side`);
}
expect(day.arbiter.mismatched === 0, `${day.arbiter.mismatched} digests mismatched`);
expect(day.arbiter.unpaired === 0, `${day.arbiter.unpaired} digests unpaired`);
expect(day.arbiter.matched > 0 && day.arbiter.leaves > 0, 'the arbiter matched nothing');

faults.forEach((fault) => console.error(`demo: ${fault}`));
console.log(`demo: ${day.trades.length} trades in ${day.elapsedSeconds} s, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
