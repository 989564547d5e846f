package io.gridpact.protocol.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What each party receives on the wire: every field of every message of every call, with a class of data, in
/// `privacy/wire.csv` and `privacy/services.csv`. A field or a service that stands in neither breaks the build until
/// somebody has said what it tells, and to whom.
class PrivacyTest {

    /// What the protocol itself needs, and everyone may see who is sent it.
    private static final Set<String> PLAIN =
            Set.of("PARTICIPANT", "KIND", "NUMBER", "TIME", "TERMS", "ANSWER", "SIGNATURE", "SALT", "DIGEST", "SIGNED");

    private static final Set<String> OF_TRADES = Set.of("ORDER", "QUANTITY", "PRICE", "PSEUDONYM", "OUTCOME", "COUNT");

    /// The last column of PROTOCOL.md, section 2: what each of them must not learn.
    private enum Party {
        UTILITY(Set.of()),
        COUNTERPARTY(Set.of("CUSTOMER", "GRID", "LIMIT")),
        PLATFORM(Set.of("CUSTOMER", "GRID", "READING", "SUM", "COUNT")),
        GATEWAY(Set.of("CUSTOMER", "GRID", "READING", "SUM", "COUNT")),
        ARBITER(with(OF_TRADES, "CUSTOMER", "GRID", "LIMIT", "READING", "SUM", "SEALED")),
        /// The arbiter where a trade is shown to it because the two sides differ.
        EVIDENCE(Set.of("CUSTOMER", "GRID", "LIMIT", "READING", "SUM", "SEALED")),
        /// The arbiter where a status is claimed: with the trade that meter's reading and the sums of its sheet.
        METER_EVIDENCE(Set.of("CUSTOMER", "GRID", "LIMIT", "SEALED")),
        /// Who asks the arbiter's log.
        MEMBER(with(OF_TRADES, "CUSTOMER", "GRID", "LIMIT", "READING", "SUM", "SEALED")),
        OPERATOR(Set.of("SEALED")),
        HEAD_END(with(OF_TRADES, "CUSTOMER", "GRID", "LIMIT", "READING", "SUM", "SEALED")),
        NODE(with(OF_TRADES, "CUSTOMER", "GRID", "LIMIT", "READING", "SUM", "SEALED"));

        private final Set<String> mustNotLearn;

        Party(Set<String> mustNotLearn) {
            this.mustNotLearn = mustNotLearn;
        }

        static Party of(String name) {
            return valueOf(name.replace('-', '_').toUpperCase(java.util.Locale.ROOT));
        }
    }

    /// One direction of a service.
    private record Flow(String service, boolean answers, Party to, Set<String> mayHold) {}

    private final WireClasses wire = new WireClasses();

    private final List<Flow> flows = flows();

    PrivacyTest() throws Exception {}

    private static Set<String> with(Set<String> classes, String... more) {
        Set<String> all = new TreeSet<>(classes);
        all.addAll(Set.of(more));
        return all;
    }

    private static List<Flow> flows() throws Exception {
        List<Flow> flows = new ArrayList<>();
        for (String line : WireClasses.lines(Path.of("src/test/resources/privacy/services.csv"))) {
            String[] cells = line.split(",", -1);
            flows.add(new Flow(cells[0], false, Party.of(cells[1]), classes(cells[2])));
            flows.add(new Flow(cells[0], true, Party.of(cells[3]), classes(cells[4])));
        }
        return flows;
    }

    private static Set<String> classes(String cell) {
        return cell.isEmpty() ? Set.of() : Set.of(cell.split(" ", -1));
    }

    @Test
    void every_field_is_classified_and_every_line_is_of_a_field() {
        assertThat(wire.rows.keySet()).containsExactlyInAnyOrderElementsOf(wire.fields());
    }

    @Test
    void every_service_says_to_whom_it_tells_what() {
        assertThat(flows.stream().map(Flow::service).distinct())
                .containsExactlyInAnyOrderElementsOf(wire.services().keySet());
    }

    @Test
    void whatever_carries_signed_bytes_says_which() {
        assertThat(wire.rows).allSatisfy((field, row) -> {
            boolean signed = row.data().equals("SIGNED") && !field.equals(WireClasses.ENVELOPE + ".payload");
            assertThat(row.carries().isEmpty()).as(field).isEqualTo(!signed);
        });
    }

    @Test
    void nobody_is_sent_more_than_the_table_says() {
        assertThat(flows).allSatisfy(flow -> {
            Map<String, String> found = received(flow);
            found.values().removeAll(PLAIN);
            found.values().removeAll(flow.mayHold());
            assertThat(found)
                    .as("%s, %s", flow.service(), flow.answers() ? "answers" : "requests")
                    .isEmpty();
        });
    }

    @Test
    void what_a_party_must_not_learn_it_is_not_sent() {
        assertThat(flows).allSatisfy(flow -> assertThat(received(flow).values())
                .as("%s to %s", flow.service(), flow.to())
                .doesNotContainAnyElementsOf(
                        flow.to().mustNotLearn.isEmpty() ? Set.of("none") : flow.to().mustNotLearn));
    }

    @Test
    void a_customer_is_named_to_their_own_utility_by_its_operator_and_nowhere_else() {
        assertThat(flows)
                .filteredOn(flow -> received(flow).containsValue("CUSTOMER"))
                .extracting(Flow::service)
                .containsOnly("gridpact.directory.v1.EnrolmentService");
    }

    /// For people: party, field, class.
    @Test
    void the_list_for_each_party_is_written_down() throws Exception {
        Map<Party, Map<String, String>> lists = new EnumMap<>(Party.class);
        flows.forEach(flow ->
                lists.computeIfAbsent(flow.to(), party -> new TreeMap<>()).putAll(received(flow)));
        List<String> lines = new ArrayList<>();
        lists.forEach((party, fields) -> fields.forEach((field, data) -> lines.add(party + "," + field + "," + data)));
        Path file = Path.of("target/privacy/received.csv");
        Files.createDirectories(file.getParent());
        Files.write(file, lines);

        assertThat(lists.get(Party.ARBITER)).isNotEmpty().doesNotContainValue("QUANTITY");
    }

    private Map<String, String> received(Flow flow) {
        Map<String, String> found = new TreeMap<>();
        methods(flow.service())
                .map(method -> flow.answers() ? method.getOutputType() : method.getInputType())
                .forEach(message -> found.putAll(wire.within(message)));
        return found;
    }

    private Stream<MethodDescriptor> methods(String service) {
        var descriptor = wire.services().get(service);
        return descriptor == null ? Stream.empty() : descriptor.getMethods().stream();
    }
}
