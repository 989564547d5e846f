package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.settlement.LoggedReading;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.settlement.StatusEvidence;
import io.gridpact.protocol.settlement.StatusEvidenceRules;
import io.gridpact.status.v1.ShownStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What answers a claim for a status, as the arbiter reads and judges it: what it believes, somebody has signed.
final class ClaimTargets {

    private static final Fields PROOF = Fields.of(Reason.INVALID_PROOF);
    private static final StatusEvidenceRules RULES =
            new StatusEvidenceRules("arbiter", ANetwork.DIRECTORY, ANetwork.VERIFIER);

    private ClaimTargets() {}

    static Stream<HostileTarget> all() {
        return Stream.of(answer(), loggedReading());
    }

    private static HostileTarget answer() {
        List<String> files = PayloadTargets.files("claim").stream()
                .filter(file -> !VectorFile.values(file, "shown").isEmpty())
                .toList();
        Instant now = Instant.ofEpochMilli(Long.parseLong(VectorFile.value(files.getFirst(), "now")));
        Set<List<Object>> signed = new HashSet<>();
        List<StatusClaim> claims = new ArrayList<>();
        for (String file : files) {
            if (VectorFile.values(file, "outcome").getFirst().getFirst().equals("accepted")) {
                signed.add(said(StatusClaimWire.parse(shown(file), PROOF)));
                claims.add(claim(file));
            }
        }
        return new HostileTarget(
                "status-answer", files.stream().map(ClaimTargets::shown).toList(), messages(), bytes -> {
                    StatusEvidence read = StatusClaimWire.parse(bytes, PROOF);
                    Verdict verdict = RULES.verify(read, claims.getFirst(), ANetwork.PROFILE, now);
                    for (StatusClaim claim : claims) {
                        verdict = verdict.isAccepted() ? verdict : RULES.verify(read, claim, ANetwork.PROFILE, now);
                    }
                    verdict.orThrow();
                    assertThat(signed).contains(said(read));
                });
    }

    private static List<Object> said(StatusEvidence evidence) {
        List<Object> said = new ArrayList<>();
        said.add(evidence.terms());
        said.add(evidence.status().digest());
        said.add(evidence.root().root().digest());
        said.add(evidence.root().receipt().digest());
        said.add(evidence.meter().enrolment().digest());
        evidence.meter().readings().stream().map(Reading::digest).forEach(said::add);
        return said;
    }

    private static HostileTarget loggedReading() {
        List<byte[]> seeds = PayloadTargets.files("claim").stream()
                .filter(file -> !VectorFile.values(file, "shown").isEmpty())
                .map(file -> StatusClaimWire.parse(shown(file), PROOF))
                .flatMap(evidence -> evidence.meter().logged().stream())
                .map(LoggedReadingWire::encode)
                .toList();
        return new HostileTarget("logged-reading", seeds, messages(), bytes -> {
            LoggedReading read = LoggedReadingWire.parse(bytes, PROOF);
            assertThat(LoggedReadingWire.parse(LoggedReadingWire.encode(read), PROOF))
                    .isEqualTo(read);
            read.verify("north").orThrow();
            assertThat(read.minute().receipt().loggedAt()).isEqualTo(read.loggedAt());
        });
    }

    private static List<Message> messages() {
        return List.of(
                ShownStatus.getDefaultInstance(),
                io.gridpact.status.v1.LoggedReading.getDefaultInstance(),
                io.gridpact.status.v1.Status.getDefaultInstance(),
                io.gridpact.status.v1.Reading.getDefaultInstance(),
                io.gridpact.arbiter.v1.SheetRoot.getDefaultInstance(),
                io.gridpact.arbiter.v1.JournalRoot.getDefaultInstance(),
                io.gridpact.arbiter.v1.LogReceipt.getDefaultInstance(),
                io.gridpact.directory.v1.MeterEnrolment.getDefaultInstance());
    }

    private static byte[] shown(String file) {
        return HexFormat.of().parseHex(VectorFile.value(file, "shown"));
    }

    private static StatusClaim claim(String file) {
        byte[] payload = HexFormat.of().parseHex(VectorFile.value(file, "claim"));
        return StatusClaimWire.claim(new Envelope(StatusClaim.PAYLOAD_TYPE, payload, List.of()), PROOF);
    }
}
