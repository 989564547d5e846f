package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.gridpact.protocol.envelope.Envelope;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A parser that nobody has given hostile bytes breaks the build: each is named here with the target that reaches it.
class EveryParserIsFuzzedTest {

    private static final Path WIRE = Path.of("src/main/java/io/gridpact/protocol/wire");

    private static final Map<String, String> TARGETS = Map.ofEntries(
            Map.entry("AttestationWire.attestation", "attestation"),
            Map.entry("AttestationWire.receipt", "receipt"),
            Map.entry("AttestationWire.signed", "order-sealed"),
            Map.entry("DirectoryWire.enrolment", "enrolment"),
            Map.entry("DirectoryWire.participant", "descriptor"),
            Map.entry("EnvelopeWire.fromMessage", "status-page"),
            Map.entry("EnvelopeWire.parse", "envelope"),
            Map.entry("LoggedReadingWire.fromMessage", "status-answer"),
            Map.entry("LoggedReadingWire.parse", "logged-reading"),
            Map.entry("MoneyWire.amount", "amount"),
            Map.entry("MoneyWire.price", "order-payload"),
            Map.entry("OpeningWire.fromMessage", "order-opening"),
            Map.entry("OrderWire.consented", "order-consented"),
            Map.entry("OrderWire.order", "order-payload"),
            Map.entry("QueryWire.query", "query"),
            Map.entry("ReadingWire.parse", "reading"),
            Map.entry("RevocationWire.revocation", "revocation"),
            Map.entry("SealedOrderWire.fromMessage", "order-sealed"),
            Map.entry("SealedOrderWire.verified", "order-sealed"),
            Map.entry("SealingWire.logged", "order-sealing-proof"),
            Map.entry("SealingWire.parse", "stored-sealing-proof"),
            Map.entry("SealingWire.proof", "order-sealing-proof"),
            Map.entry("SealingWire.range", "leaf-range"),
            Map.entry("SealingWire.summary", "list-comparison"),
            Map.entry("StandingWire.parse", "sheet-standing"),
            Map.entry("StatementWire.journalRoot", "journal-root"),
            Map.entry("StatementWire.logReceipt", "log-receipt"),
            Map.entry("StatementWire.pairDigest", "pair-digest"),
            Map.entry("StatementWire.sealingDeposit", "sealing-deposit"),
            Map.entry("StatementWire.sheetRoot", "sheet-root"),
            Map.entry("StatusClaimWire.claim", "status-claim"),
            Map.entry("StatusClaimWire.evidence", "status-answer"),
            Map.entry("StatusClaimWire.parse", "status-answer"),
            Map.entry("StatusClaimWire.standing", "status-standing"),
            Map.entry("StatusPageWire.fromMessage", "status-page"),
            Map.entry("StatusPageWire.parse", "status-page"),
            Map.entry("StatusWire.parse", "status"),
            Map.entry("TermsWire.agreement", "agreement"),
            Map.entry("TermsWire.profile", "profile"),
            Map.entry("UpdateWire.receipt", "update-receipt"),
            Map.entry("UpdateWire.sealed", "order-sealing-proof"),
            Map.entry("UpdateWire.signed", "update-attestation"),
            Map.entry("UpdateWire.update", "update"));

    @Test
    void each_public_parser_of_this_package_has_its_target() throws Exception {
        assertThat(parsers()).isEqualTo(new TreeSet<>(TARGETS.keySet()));
    }

    @Test
    void each_target_that_is_named_is_there_once() {
        var names = HostileTargets.all().stream().map(HostileTarget::name).toList();

        assertThat(names).doesNotHaveDuplicates().containsAll(TARGETS.values());
    }

    /// What takes bytes, an envelope or a message, and makes something else of it.
    private static Set<String> parsers() throws IOException, ClassNotFoundException {
        Set<String> parsers = new TreeSet<>();
        for (String name : wires()) {
            for (Method method :
                    Class.forName("io.gridpact.protocol.wire." + name).getDeclaredMethods()) {
                if (isParser(method)) {
                    parsers.add(name + "." + method.getName());
                }
            }
        }
        return parsers;
    }

    private static boolean isParser(Method method) {
        Class<?> made = method.getReturnType();
        boolean writes = made == byte[].class || made == void.class || Message.class.isAssignableFrom(made);
        if (!Modifier.isPublic(method.getModifiers()) || method.getParameterCount() == 0 || writes) {
            return false;
        }
        Class<?> read = method.getParameterTypes()[0];
        return read == byte[].class || read == Envelope.class || Message.class.isAssignableFrom(read);
    }

    private static Set<String> wires() throws IOException {
        try (Stream<Path> files = Files.list(WIRE)) {
            return files.map(file -> Objects.requireNonNull(file.getFileName()).toString())
                    .filter(name -> name.endsWith("Wire.java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }
}
