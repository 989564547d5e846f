package io.gridpact.deploy.faults;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.deploy.local.ServiceKind;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    /// A step of a use case as its comment numbers it: `// 2. Persist ...`, several on one line too.
    private record Step(ServiceKind service, String useCase, String number) {}

    private static final Pattern COMMENT = Pattern.compile("^\\s*///? (\\d+\\. .*)$");
    private static final Pattern NUMBER = Pattern.compile("(?:^|\\. )(\\d+)\\. ");

    private static List<Step> numberedSteps() throws IOException {
        List<Step> steps = new ArrayList<>();
        for (ServiceKind service : ServiceKind.values()) {
            Path sources = requireNonNull(Path.of("").toAbsolutePath().getParent())
                    .resolve(MODULES.get(service))
                    .resolve("src/main/java");
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    String useCase = file.getFileName().toString().replace(".java", "");
                    steps.addAll(stepsOf(service, useCase, Files.readAllLines(file)));
                }
            }
        }
        return steps;
    }

    private static List<Step> stepsOf(ServiceKind service, String useCase, List<String> lines) {
        return lines.stream()
                .map(COMMENT::matcher)
                .filter(Matcher::matches)
                .flatMap(comment -> NUMBER.matcher(comment.group(1)).results())
                .map(number -> new Step(service, useCase, number.group(1)))
                .distinct()
                .toList();
    }

    /// Who numbers a step says that a crash there matters.
    @Test
    void every_numbered_step_of_every_use_case_is_in_the_table() throws IOException {
        List<Step> numbered = numberedSteps();

        assertThat(numbered)
                .contains(
                        new Step(ServiceKind.UTILITY, "ConfirmOrder", "2"),
                        new Step(ServiceKind.UTILITY, "SendStatuses", "3"),
                        new Step(ServiceKind.ARBITER, "DepositSealings", "5"));
        List<Step> killed = points().stream()
                .flatMap(point -> Pattern.compile("\\d+")
                        .matcher(point.step())
                        .results()
                        .map(number -> new Step(point.service(), point.useCase(), number.group())))
                .toList();
        assertThat(killed).containsAll(numbered);
    }

    @Test
    void two_steps_in_one_comment_are_two() {
        assertThat(stepsOf(
                        ServiceKind.ARBITER,
                        "Members",
                        List.of("        // 1. Persist. 2. In force.", "  // At 3. no.")))
                .extracting(Step::number)
                .containsExactly("1", "2");
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
