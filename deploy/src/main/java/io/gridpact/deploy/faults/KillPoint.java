package io.gridpact.deploy.faults;

import io.gridpact.deploy.local.ServiceKind;
import java.nio.file.Path;
import java.util.Locale;

/// A place in a service's program at which it is killed.
///
/// @param name of this point, alone of that name
/// @param step of the use case, as its numbered comments say, and whether before, in or after it
/// @param type binary name of the class
/// @param phase of a round in which the program passes there
record KillPoint(
        String name, ServiceKind service, String useCase, String step, String type, String method, At at, Phase phase) {

    /// Exit status of a virtual machine that a rule ended: no other way to end gives it.
    static final int STATUS = 87;

    private static final String PACKAGES = "io.gridpact.";

    /// Where in the method.
    enum At {
        ENTRY,
        /// When it returns; not when it throws.
        EXIT
    }

    /// @param type below the service's own package
    static KillPoint of(
            String name,
            ServiceKind service,
            String useCase,
            String step,
            String type,
            String method,
            At at,
            Phase phase) {
        String packages = PACKAGES + service.name().toLowerCase(Locale.ROOT) + ".";
        return new KillPoint(name, service, useCase, step, packages + type, method, at, phase);
    }

    /// A Byteman rule: while the first file exists, whoever gets here first renames it to the second and ends the
    /// virtual machine at once, without shutdown. Renaming succeeds once, so the second file proves that it was
    /// this
    /// rule.
    String rule(Path armed, Path fired) {
        return """
                RULE %s
                CLASS %s
                METHOD %s
                AT %s
                BIND armed:java.io.File = new java.io.File("%s"),
                     fired:java.io.File = new java.io.File("%s")
                IF armed.renameTo(fired)
                DO java.lang.Runtime.getRuntime().halt(%d)
                ENDRULE
                """.formatted(name, type, method, at, armed, fired, STATUS);
    }
}
