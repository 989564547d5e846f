package io.gridpact.utility.node;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.util.Optional;

/// Configuration of this utility, `gridpact.*`.
@ConfigMapping(prefix = "gridpact")
public interface NodeConfig {

    /// This utility's participant id.
    String id();

    /// The arbiter's participant id.
    @WithDefault("arbiter")
    String arbiter();

    ClockConfig clock();

    Keys keys();

    Operator operator();

    /// Read by `application.properties`.
    Port grpc();

    /// Read by `application.properties`.
    Port management();

    /// Read by `application.properties`.
    Database database();

    /// Read by `application.properties`.
    Log log();

    Traces traces();

    /// Where traces are sent.
    interface Traces {
        /// Base URL of an OTLP receiver over HTTP; none for no traces.
        Optional<String> endpoint();
    }

    /// Where a server listens.
    interface Port {
        Optional<Integer> port();
    }

    /// Where the ledger is.
    interface Database {
        Optional<String> url();

        Optional<String> user();

        Optional<String> password();
    }

    /// How logs are written.
    interface Log {
        @WithDefault("false")
        boolean json();
    }

    /// What the time is.
    interface ClockConfig {

        /// `system`, or `manual`: refused in the production profile.
        @WithParentName
        @WithDefault("system")
        String kind();

        /// ISO instant at which a manual clock starts; empty for the present.
        @WithDefault("1970-01-01T00:00:00Z")
        String start();

        /// Whether a manual clock also runs by itself.
        @WithDefault("false")
        boolean runs();
    }

    /// Where this utility's keys are.
    interface Keys {

        /// Folder of `tls.crt.pem`, `tls.key.pem`, `signing.key.pem` and `hpke.key.pem`.
        Path dir();

        /// Opens the encrypted key files; from the environment.
        String passphrase();
    }

    /// Who may use the operator's door.
    interface Operator {

        @WithName("spiffe-id")
        String spiffeId();

        /// SHA-256 of the certificate's SubjectPublicKeyInfo, in hex; two with a comma while it is renewed.
        @WithName("tls-key-pin")
        String tlsKeyPin();
    }
}
