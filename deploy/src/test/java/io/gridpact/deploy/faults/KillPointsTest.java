package io.gridpact.deploy.faults;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.deploy.local.ServiceKind;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KillPointsTest {

    private static final Map<ServiceKind, String> MODULES = Map.of(
            ServiceKind.ARBITER, "arbiter-service",
            ServiceKind.UTILITY, "utility-service",
            ServiceKind.GATEWAY, "platform-gateway");

    private static List<KillPoint> points() {
        return KillPoints.all();
    }

    /// A rule for a method that was renamed would never fire.
    @ParameterizedTest
    @MethodSource("points")
    void every_point_is_a_method_of_its_service(KillPoint point) throws IOException {
        Path compiled = requireNonNull(Path.of("").toAbsolutePath().getParent())
                .resolve(MODULES.get(point.service()))
                .resolve("target/classes")
                .resolve(point.type().replace('.', '/') + ".class");

        assertThat(compiled).exists();
        ClassModel type = ClassFile.of().parse(compiled);
        List<MethodModel> named = type.methods().stream()
                .filter(method -> method.methodName().equalsString(point.method()))
                .filter(method -> !method.flags().has(AccessFlag.ABSTRACT))
                .toList();
        assertThat(named).as(point.type() + "." + point.method()).isNotEmpty();
    }

    @Test
    void each_service_is_killed_and_no_two_points_share_a_name() {
        assertThat(points()).extracting(KillPoint::service).contains(ServiceKind.values());
        assertThat(points())
                .extracting(point -> point.service() + " " + point.name())
                .doesNotHaveDuplicates();
    }

    @Test
    void a_rule_renames_what_is_armed_and_ends_the_machine() {
        KillPoint point = KillPoint.of(
                "here",
                ServiceKind.UTILITY,
                "ConfirmOrder",
                "before 1",
                "order.ConfirmOrder",
                "confirm",
                KillPoint.At.ENTRY,
                Phase.CONFIRM);

        assertThat(point.rule(Path.of("/armed/here"), Path.of("/fired/here"))).isEqualTo("""
                        RULE here
                        CLASS io.gridpact.utility.order.ConfirmOrder
                        METHOD confirm
                        AT ENTRY
                        BIND armed:java.io.File = new java.io.File("/armed/here"),
                             fired:java.io.File = new java.io.File("/fired/here")
                        IF armed.renameTo(fired)
                        DO java.lang.Runtime.getRuntime().halt(87)
                        ENDRULE
                        """);
    }
}
