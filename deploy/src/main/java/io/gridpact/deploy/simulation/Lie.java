package io.gridpact.deploy.simulation;

/// What a lying party does against the protocol. Everything else it does as its software does.
enum Lie {
    /// A platform makes two orders under one identity, and both platforms consent to both.
    TWO_ORDERS(Of.PLATFORM),
    /// As a buyer utility it tells the seller's another answer than the one that it keeps.
    TWO_ANSWERS(Of.UTILITY),
    /// As a buyer utility it attests and does not say so.
    WITHHELD_ATTESTATION(Of.UTILITY),
    /// As a seller utility it gives no receipts.
    WITHHELD_RECEIPT(Of.UTILITY),
    /// It signs receipts with a key that is not its own.
    FORGED_RECEIPT(Of.UTILITY),
    /// It tells peers other digests than it tells the arbiter.
    OTHER_DIGEST(Of.UTILITY),
    /// It signs whatever digest its peer has signed, and holds something else.
    COPIED_DIGEST(Of.UTILITY),
    /// It gives its digests other numbers.
    RENUMBERED_DIGEST(Of.UTILITY),
    /// Its clock is late, so that what it signs seems to be earlier than it is.
    BACK_DATING(Of.UTILITY),
    /// What it says of a sheet's lines is not what the sheet holds.
    SHEET_BREAKS_RULE(Of.UTILITY),
    /// It allocates another reading than the meter signed.
    FALSE_READING(Of.UTILITY),
    /// Its meters cannot sign, and it holds its clock until it knows its peers' figures, to measure what suits them.
    FITTED_READING(Of.UTILITY),
    /// It shows one peer another sheet root than it has logged.
    TWO_SHEET_ROOTS(Of.UTILITY),
    /// It changes a status after it was signed.
    FALSE_STATUS(Of.UTILITY),
    /// Its statuses come when all deadlines are over.
    LATE_STATUS(Of.UTILITY),
    /// It takes back the key that it signed with, to get out of what it signed.
    REVOCATION(Of.UTILITY),
    /// It says everything several times, then and much later.
    REPLAY(Of.UTILITY);

    private enum Of {
        PLATFORM,
        UTILITY
    }

    private final Of of;

    Lie(Of of) {
        this.of = of;
    }

    boolean isOfAPlatform() {
        return of == Of.PLATFORM;
    }
}
