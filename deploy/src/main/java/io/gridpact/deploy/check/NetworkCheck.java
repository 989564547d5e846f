package io.gridpact.deploy.check;

import static java.util.stream.Collectors.toMap;

import io.gridpact.deploy.client.Answers;
import io.gridpact.deploy.client.Channels;
import io.gridpact.deploy.client.EnrolmentClient;
import io.gridpact.deploy.client.EnrolmentClient.Ledger;
import io.gridpact.deploy.client.OperatorClient;
import io.gridpact.deploy.local.ServiceAddress;
import io.gridpact.deploy.local.ServiceKind;
import io.gridpact.directory.v1.CheckedCount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs every store's checker, and compares the two ledgers of each pair.
public final class NetworkCheck {

    private final Channels channels;

    public NetworkCheck(Channels channels) {
        this.channels = channels;
    }

    /// Something that does not hold.
    ///
    /// @param where a service, or a pair of utilities
    public record Finding(String where, String rule, String subject, String detail) {}

    /// What one service looked at, each thing with how many.
    ///
    /// @param findings how many; past the first 1000 they are only counted
    public record ServiceCheck(String service, Map<String, Long> checked, long findings) {

        public boolean clean() {
            return findings == 0;
        }
    }

    /// @param pairs how many pairs of ledgers were compared
    public record Outcome(List<ServiceCheck> services, List<Ledger> ledgers, int pairs, List<Finding> findings) {

        public boolean clean() {
            return findings.isEmpty() && services.stream().allMatch(ServiceCheck::clean);
        }

        /// A service's own part.
        public ServiceCheck service(String id) {
            return services.stream()
                    .filter(check -> check.service().equals(id))
                    .findFirst()
                    .orElseThrow();
        }

        public Ledger ledger(String utility) {
            return ledgers.stream()
                    .filter(ledger -> ledger.utility().equals(utility))
                    .findFirst()
                    .orElseThrow();
        }
    }

    public Outcome run() {
        List<ServiceAddress> services = channels.state().services();
        List<String> utilities = channels.state().of(ServiceKind.UTILITY).stream()
                .map(ServiceAddress::id)
                .sorted()
                .toList();
        List<Finding> findings = new ArrayList<>();
        List<ServiceCheck> checks = new ArrayList<>();
        List<Ledger> ledgers;
        try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<OperatorClient.CheckOutcome>> checking = services.stream()
                    .map(service -> calls.submit(() -> new OperatorClient(channels, service.id()).check()))
                    .toList();
            List<Future<Ledger>> reading = utilities.stream()
                    .map(utility -> calls.submit(() -> new EnrolmentClient(channels, utility).ledger()))
                    .toList();
            for (int index = 0; index < services.size(); index++) {
                checks.add(check(services.get(index).id(), Answers.of(checking.get(index)), findings));
            }
            ledgers = reading.stream().map(Answers::of).toList();
        }
        int pairs = 0;
        for (int first = 0; first < ledgers.size(); first++) {
            for (int second = first + 1; second < ledgers.size(); second++) {
                findings.addAll(PairLedgers.compare(ledgers.get(first), ledgers.get(second)));
                pairs++;
            }
        }
        return new Outcome(List.copyOf(checks), ledgers, pairs, List.copyOf(findings));
    }

    private static ServiceCheck check(String service, OperatorClient.CheckOutcome outcome, List<Finding> findings) {
        outcome.findings()
                .forEach(finding -> findings.add(
                        new Finding(service, finding.getRule(), finding.getSubject(), finding.getDetail())));
        Map<String, Long> checked = outcome.summary().getCheckedList().stream()
                .collect(toMap(CheckedCount::getWhat, CheckedCount::getCount, Long::sum, LinkedHashMap::new));
        return new ServiceCheck(service, checked, outcome.summary().getFindings());
    }
}
