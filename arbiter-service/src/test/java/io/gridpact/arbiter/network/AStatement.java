package io.gridpact.arbiter.network;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.Deadlines;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.MissingReadingFallback;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.JournalRoot;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.protocol.wire.TermsWire;
import java.time.Duration;
import java.time.Instant;

/// Signed statements as utilities make them.
public final class AStatement {

    /// Noon, at which the tests' windows begin.
    public static final Instant WINDOW = Instant.parse("2026-06-01T12:00:00Z");

    private AStatement() {}

    public static Envelope journalRoot(AParty utility, Instant minute, Instant completeTo) {
        return journalRoot(utility, minute, completeTo, "content");
    }

    public static Envelope journalRoot(AParty utility, Instant minute, Instant completeTo, String content) {
        byte[] payload = StatementWire.journalRootPayload(
                utility.id(), minute, AParty.hash(content + minute), completeTo, AParty.salt(content));
        return Envelopes.sign(JournalRoot.PAYLOAD_TYPE, payload, utility.signer());
    }

    public static Envelope pairDigest(AParty utility, AParty peer, String agreed, Instant completeTo) {
        return pairDigest(utility, peer, PairStage.SEALED, 1, agreed, completeTo);
    }

    public static Envelope pairDigest(
            AParty utility, AParty peer, PairStage stage, long number, String agreed, Instant completeTo) {
        byte[] payload = StatementWire.pairDigestPayload(
                utility.id(),
                peer.id(),
                WINDOW,
                stage,
                number,
                AParty.hash(agreed),
                completeTo,
                AParty.salt(agreed + utility.id()));
        return Envelopes.sign(PairDigest.PAYLOAD_TYPE, payload, utility.signer());
    }

    public static Envelope sheetRoot(AParty utility, Direction direction, long revision, Instant completeTo) {
        Digest root = AParty.hash("sheets of " + utility.id() + revision);
        byte[] payload = StatementWire.sheetRootPayload(
                utility.id(), direction, WINDOW, revision, root, completeTo, AParty.salt("sheet"));
        return Envelopes.sign(SheetRoot.PAYLOAD_TYPE, payload, utility.signer());
    }

    public static Envelope profile(AParty signer) {
        NetworkProfile profile = new NetworkProfile(
                AParty.hash("not looked at"),
                "test",
                Duration.ofHours(1),
                AllocationRule.FIFO,
                1_000,
                Deadlines.DEFAULT,
                MissingReadingFallback.NOTHING_INJECTED_ALL_CONSUMED,
                7);
        byte[] payload = TermsWire.payload(profile, AParty.salt("profile"));
        return Envelopes.sign(NetworkProfile.PAYLOAD_TYPE, payload, signer.rootSigner());
    }
}
