package io.gridpact.protocol.envelope;

/// Where a passphrase comes from, and so what a guess at it has to cost. Says how a key file is written; one that is
/// read says itself how many rounds it takes.
public enum PassphraseKind {
    /// A person thought of it: every guess is made dear.
    CHOSEN(100_000),
    /// At least 128 bits from a random generator: no number of rounds adds to what guessing those costs. 1000 is the
    /// least that RFC 8018, section 4.2, recommends.
    RANDOM(1_000);

    private final int rounds;

    PassphraseKind(int rounds) {
        this.rounds = rounds;
    }

    /// Of PBKDF2.
    int rounds() {
        return rounds;
    }
}
