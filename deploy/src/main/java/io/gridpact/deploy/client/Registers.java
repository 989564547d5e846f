package io.gridpact.deploy.client;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// Where the registers of a utility's meters stand, as the meters would know themselves: one for each direction,
/// counting watt-hours from 0 when the meter was mounted.
final class Registers {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Map<String, Long> standsWh;

    private Registers(Path file, Map<String, Long> standsWh) {
        this.file = file;
        this.standsWh = standsWh;
    }

    static Registers in(Path file) throws IOException {
        Map<String, Long> standsWh = new TreeMap<>();
        if (Files.exists(file)) {
            standsWh.putAll(JSON.readValue(Files.readString(file), new TypeReference<Map<String, Long>>() {}));
        }
        return new Registers(file, standsWh);
    }

    long wh(String meter, String direction) {
        return standsWh.getOrDefault(meter + " " + direction, 0L);
    }

    void count(String meter, String direction, long energyWh) {
        standsWh.merge(meter + " " + direction, energyWh, Math::addExact);
    }

    void write() throws IOException {
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(standsWh) + "\n");
    }
}
