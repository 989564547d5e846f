package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.gridpact.deploy.client.DirectoryLogClient;
import io.gridpact.deploy.client.OperatorClient;
import io.gridpact.deploy.demo.TextTable;
import io.gridpact.deploy.keys.KeyRenewal;
import io.gridpact.deploy.keys.Secrets;
import io.gridpact.deploy.keys.SigningKeyFile;
import io.gridpact.deploy.local.ServiceAddress;
import io.gridpact.deploy.local.ServiceKind;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Tells a network's services of a participant's keys, and keeps what each of them says.
final class KeyTelling {

    private static final Fields AT = Fields.of(Reason.INVALID_PROOF);

    private final Session session;
    private final String participant;
    private final DirectoryLogClient log;
    private final List<Said> said = new ArrayList<>();

    /// What a service said.
    ///
    /// @param answer `taken`, `known`, or why not
    record Said(String service, String answer) {}

    KeyTelling(Session session, String participant) {
        this.session = session;
        this.participant = participant;
        this.log = log(session);
    }

    /// As the network's first utility.
    static DirectoryLogClient log(Session session) {
        return new DirectoryLogClient(
                session.channels(),
                session.network().utilities().getFirst(),
                session.network().arbiter());
    }

    Participant present() throws IOException {
        var file = session.folder().descriptor(participant);
        if (!Files.exists(file)) {
            throw new ProcessFault("no participant " + participant + " in this network");
        }
        return DirectoryWire.participant(
                EnvelopeWire.parse(Files.readAllBytes(file), Fields.of(Reason.INVALID_REQUEST)));
    }

    KeyRenewal renewal() throws IOException {
        NetworkFolder folder = session.folder();
        String passphrase = Secrets.in(folder.secrets(), session.random()).keysPassphrase(participant);
        return new KeyRenewal(
                folder.serviceKeys(participant),
                passphrase.toCharArray(),
                SigningKeyFile.read(folder.rootKey(participant)),
                session.random());
    }

    /// In the arbiter's log, then with everyone by their operators, and at last with the one whose it is: who signs
    /// with a new key is believed by then.
    LogReceipt publish(Envelope descriptor) throws IOException {
        LogReceipt receipt = logged(descriptor);
        Files.write(session.folder().descriptor(participant), EnvelopeWire.encode(descriptor));
        session.channels().state().services().stream()
                .sorted(Comparator.comparing(
                        (ServiceAddress service) -> service.id().equals(participant)))
                .forEach(service -> say(service.id(), () -> new OperatorClient(session.channels(), service.id())
                        .putParticipant(descriptor)));
        return receipt;
    }

    /// In the arbiter's log, then with all utilities.
    LogReceipt revoke(Envelope revocation) {
        Envelope receipt = log.publish(revocation);
        session.channels()
                .state()
                .of(ServiceKind.UTILITY)
                .forEach(utility -> say(utility.id(), () -> log.handOver(utility.id(), revocation, receipt)));
        return StatementWire.logReceipt(receipt, AT);
    }

    private LogReceipt logged(Envelope document) {
        return StatementWire.logReceipt(log.publish(document), AT);
    }

    private void say(String service, BooleanSupplier telling) {
        try {
            said.add(new Said(service, telling.getAsBoolean() ? "taken" : "known"));
        } catch (RefusedException refused) {
            said.add(new Said(service, refused.refusal().reason().name()));
        } catch (StatusRuntimeException refused) {
            said.add(new Said(service, RefusalStatus.refusalOf(refused).reason().name()));
        }
    }

    boolean everyoneKnows() {
        return said.stream()
                .allMatch(one -> one.answer().equals("taken") || one.answer().equals("known"));
    }

    ArrayNode json() {
        ArrayNode told = new ObjectMapper().createArrayNode();
        said.forEach(one -> told.addObject().put("service", one.service()).put("answer", one.answer()));
        return told;
    }

    String text() {
        TextTable table = new TextTable("service", "says");
        said.forEach(one -> table.row(one.service(), one.answer()));
        return table.render();
    }
}
