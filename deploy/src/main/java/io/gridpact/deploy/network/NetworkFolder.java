package io.gridpact.deploy.network;

import java.nio.file.Path;

/// Where everything of one network lies on disk: `--data DIR`, laid out as `deploy/README.md` says.
public record NetworkFolder(Path root) {

    /// Keys that only programs of this machine's user may read lie under these; files have mode 0600.
    public Path secrets() {
        return root.resolve("secrets.json");
    }

    /// Where everything listens, for programs.
    public Path networkJson() {
        return root.resolve("network.json");
    }

    /// The network file that this folder was made from, with what was enrolled since.
    public Path definition() {
        return root.resolve("definition.json");
    }

    /// Held while a command line runs the network.
    public Path lock() {
        return root.resolve("lock");
    }

    /// The offline root key of a participant.
    public Path rootKey(String participant) {
        return root.resolve("roots").resolve(participant + ".key.pem");
    }

    public Path services() {
        return root.resolve("services");
    }

    public Path service(String service) {
        return services().resolve(service);
    }

    /// Certificate, TLS key and encrypted keys of a service.
    public Path serviceKeys(String service) {
        return service(service).resolve("keys");
    }

    public Path serviceLog(String service) {
        return service(service).resolve("log").resolve("service.log");
    }

    /// Certificate and TLS key of a service's operator.
    public Path operator(String service) {
        return root.resolve("operators").resolve(service);
    }

    /// Certificate, TLS key and signing key of a platform.
    public Path client(String platform) {
        return root.resolve("clients").resolve(platform);
    }

    /// Certificate and TLS key of a utility's meter head-end.
    public Path headEnd(String utility) {
        return root.resolve("head-ends").resolve(utility);
    }

    public Path meters(String utility) {
        return root.resolve("meters").resolve(utility);
    }

    public Path meterKey(String utility, String meter) {
        return meters(utility).resolve(meter + ".key.pem");
    }

    /// Where the registers of a utility's meters stand.
    public Path registers(String utility) {
        return meters(utility).resolve("registers.json");
    }

    /// How often the meters of a utility have corrected a window.
    public Path corrections(String utility) {
        return meters(utility).resolve("corrections.json");
    }

    /// Signed documents: descriptors, profile, agreements; each a serialised `gridpact.directory.v1.Envelope`.
    public Path documents() {
        return root.resolve("documents");
    }

    public Path descriptor(String participant) {
        return documents().resolve("descriptor-" + participant + ".binpb");
    }

    public Path profile() {
        return documents().resolve("profile.binpb");
    }

    public Path agreement(String firstUtility, String secondUtility) {
        return documents().resolve("agreement-" + firstUtility + "-" + secondUtility + ".binpb");
    }

    /// Sealed orders by name, as the gateway handed them over.
    public Path sealedOrders() {
        return root.resolve("orders");
    }

    public Path postgres() {
        return root.resolve("postgres");
    }
}
