package io.gridpact.deploy.local;

import io.gridpact.deploy.client.Answers;
import io.gridpact.deploy.client.ArbiterClient;
import io.gridpact.deploy.client.Channels;
import io.gridpact.deploy.client.EnrolmentClient;
import io.gridpact.deploy.client.GridClient;
import io.gridpact.deploy.client.OperatorClient;
import io.gridpact.deploy.keys.Documents;
import io.gridpact.deploy.keys.Member;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFile.AgreementTerms;
import io.gridpact.deploy.network.NetworkFile.CustomerEntry;
import io.gridpact.deploy.network.NetworkFile.FeederEntry;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.directory.v1.EnrolRequest;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Introduces a network's services to each other: descriptors, profile, agreements, customers; each service by its own
/// operator. All of it may be repeated.
final class Introductions {

    private final NetworkFolder folder;
    private final NetworkFile network;
    private final List<Member> members;
    private final Documents documents;
    private final Enrolments enrolments;
    private final Surroundings surroundings;

    /// @param validFrom first instant of keys, agreements and meters
    Introductions(
            NetworkFolder folder,
            LocalNetwork.Start start,
            List<Member> members,
            Instant validFrom,
            SecureRandom random) {
        this.folder = folder;
        this.network = start.network();
        this.surroundings = start.surroundings();
        this.members = members;
        this.documents = new Documents(validFrom, random);
        this.enrolments = new Enrolments(folder, validFrom, random);
    }

    /// @param state with the revision that descriptors of moved services get
    void introduce(Channels channels, NetworkState state) throws IOException {
        Files.createDirectories(folder.documents());
        List<Envelope> descriptors = new ArrayList<>();
        for (Member member : members) {
            descriptors.add(descriptor(member, state));
        }
        Envelope profile = kept(
                folder.profile(),
                () -> documents.profile(
                        network.name(),
                        network.profile(),
                        root(network.arbiter()).root()));
        Map<AgreementTerms, Envelope> agreements = new HashMap<>();
        for (AgreementTerms terms : network.agreements()) {
            agreements.put(terms, agreement(terms, profile));
        }
        try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> introduced = new ArrayList<>();
            for (ServiceAddress service : state.services()) {
                List<Envelope> known = knownTo(service, descriptors, state);
                introduced.add(calls.submit(() -> introduceTo(channels, service, known, profile, agreements)));
            }
            introduced.forEach(Answers::of);
        }
    }

    /// What this service is told of the others: the same, but for the addresses of those that it reaches another way.
    private List<Envelope> knownTo(ServiceAddress service, List<Envelope> descriptors, NetworkState state) {
        List<Envelope> known = new ArrayList<>();
        for (int index = 0; index < members.size(); index++) {
            Member member = members.get(index);
            Envelope descriptor = descriptors.get(index);
            String endpoint = state.services().stream()
                    .filter(each -> each.id().equals(member.id()) && !each.equals(service))
                    .map(each -> surroundings.endpoint(each, service.id()))
                    .findFirst()
                    .orElse("");
            boolean same = endpoint.isEmpty()
                    || endpoint.equals(DirectoryWire.participant(descriptor).endpoint());
            known.add(same ? descriptor : documents.descriptor(member, endpoint, state.revision()));
        }
        return known;
    }

    private boolean introduceTo(
            Channels channels,
            ServiceAddress service,
            List<Envelope> descriptors,
            Envelope profile,
            Map<AgreementTerms, Envelope> agreements)
            throws IOException {
        OperatorClient operator = new OperatorClient(channels, service.id());
        descriptors.forEach(operator::putParticipant);
        switch (service.kind()) {
            case GATEWAY -> {}
            case ARBITER -> new ArbiterClient(channels, service.id()).putProfile(profile);
            case UTILITY -> {
                EnrolmentClient enrolment = new EnrolmentClient(channels, service.id());
                enrolment.putProfile(profile);
                agreements.forEach((terms, agreement) -> {
                    if (terms.firstUtility().equals(service.id())
                            || terms.secondUtility().equals(service.id())) {
                        enrolment.putAgreement(agreement);
                    }
                });
                for (EnrolRequest request : enrolments.requests(customersOf(service.id()))) {
                    enrolment.enrol(request);
                }
                List<FeederEntry> feeders = network.feeders().stream()
                        .filter(feeder -> feeder.utility().equals(service.id()))
                        .toList();
                if (!feeders.isEmpty()) {
                    var unused = new GridClient(channels, service.id()).place(feeders);
                }
            }
        }
        return true;
    }

    private List<CustomerEntry> customersOf(String utility) {
        return network.customers().stream()
                .filter(customer -> customer.utility().equals(utility))
                .toList();
    }

    private Member root(String id) {
        return members.stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private Envelope agreement(AgreementTerms terms, Envelope profile) throws IOException {
        return kept(
                folder.agreement(terms.firstUtility(), terms.secondUtility()),
                () -> documents.agreement(
                        terms,
                        profile.digest(),
                        network.arbiter(),
                        root(terms.firstUtility()).root(),
                        root(terms.secondUtility()).root()));
    }

    /// A service that has moved gets a new descriptor; every other keeps the one it has.
    private Envelope descriptor(Member member, NetworkState state) throws IOException {
        String endpoint = state.services().stream()
                .filter(service -> service.id().equals(member.id()))
                .map(ServiceAddress::endpoint)
                .findFirst()
                .orElse("");
        long revision = endpoint.isEmpty() ? 1 : state.revision();
        Path file = folder.descriptor(member.id());
        if (Files.exists(file)) {
            Envelope envelope = read(file);
            Participant present = DirectoryWire.participant(envelope);
            if (present.endpoint().equals(endpoint)) {
                return envelope;
            }
            // With all the keys that it has by now.
            Envelope moved = documents.moved(present, endpoint, revision, member.root());
            Files.write(file, EnvelopeWire.encode(moved));
            return moved;
        }
        Envelope descriptor = documents.descriptor(member, endpoint, revision);
        Files.write(file, EnvelopeWire.encode(descriptor));
        return descriptor;
    }

    private interface Maker {
        Envelope make();
    }

    private static Envelope kept(Path file, Maker maker) throws IOException {
        if (Files.exists(file)) {
            return read(file);
        }
        Envelope made = maker.make();
        Files.write(file, EnvelopeWire.encode(made));
        return made;
    }

    private static Envelope read(Path file) throws IOException {
        return EnvelopeWire.parse(Files.readAllBytes(file), Fields.of(Reason.INVALID_REQUEST));
    }
}
