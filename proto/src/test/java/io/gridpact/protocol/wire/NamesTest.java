package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ProtocolMessageEnum;
import io.gridpact.protocol.refusal.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NamesTest {

    record Pair(Class<? extends Enum<?>> domain, ProtocolMessageEnum[] wire) {

        @Override
        public String toString() {
            return domain.getSimpleName();
        }
    }

    static Stream<Pair> pairs() {
        return Stream.of(
                new Pair(Reason.class, io.gridpact.directory.v1.Reason.values()),
                new Pair(
                        io.gridpact.protocol.directory.ParticipantRole.class,
                        io.gridpact.directory.v1.ParticipantRole.values()),
                new Pair(
                        io.gridpact.protocol.envelope.KeyAlgorithm.class,
                        io.gridpact.directory.v1.KeyAlgorithm.values()),
                new Pair(
                        io.gridpact.protocol.directory.AllocationRule.class,
                        io.gridpact.directory.v1.AllocationRule.values()),
                new Pair(
                        io.gridpact.protocol.directory.ConfirmationMode.class,
                        io.gridpact.directory.v1.ConfirmationMode.values()),
                new Pair(
                        io.gridpact.protocol.directory.SettlementMode.class,
                        io.gridpact.directory.v1.SettlementMode.values()),
                new Pair(
                        io.gridpact.protocol.directory.MissingReadingFallback.class,
                        io.gridpact.directory.v1.MissingReadingFallback.values()),
                new Pair(io.gridpact.protocol.directory.Direction.class, io.gridpact.directory.v1.Direction.values()),
                new Pair(io.gridpact.protocol.order.TradeRole.class, io.gridpact.trade.v1.TradeRole.values()),
                new Pair(io.gridpact.protocol.order.Answer.class, io.gridpact.trade.v1.Answer.values()),
                new Pair(io.gridpact.protocol.order.TradeState.class, io.gridpact.trade.v1.TradeState.values()),
                new Pair(io.gridpact.protocol.order.UpdateKind.class, io.gridpact.trade.v1.UpdateKind.values()),
                new Pair(io.gridpact.protocol.order.UpdateReason.class, io.gridpact.trade.v1.UpdateReason.values()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void domain_and_wire_have_the_same_names_in_the_same_order(Pair pair) {
        List<String> wire = Arrays.stream(pair.wire())
                .flatMap(value -> Names.name(value).stream())
                .toList();

        assertThat(wire)
                .isEqualTo(Arrays.stream(pair.domain().getEnumConstants())
                        .map(Enum::name)
                        .toList());
    }

    @Test
    void a_value_comes_back_as_it_went() {
        for (Reason reason : Reason.values()) {
            var wire = Names.wire(reason, io.gridpact.directory.v1.Reason.class);

            assertThat(Names.domain(wire, Reason.class)).contains(reason);
        }
    }

    @Test
    void what_this_version_does_not_know_has_no_name() {
        assertThat(Names.domain(io.gridpact.directory.v1.Reason.UNRECOGNIZED, Reason.class))
                .isEmpty();
        assertThat(Names.domain(io.gridpact.directory.v1.Reason.REASON_UNSPECIFIED, Reason.class))
                .isEmpty();
    }
}
