package io.gridpact.protocol.privacy;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The wire contract as its descriptors say it, and the class of data that `privacy/wire.csv` gives each field.
final class WireClasses {

    static final String ENVELOPE = "gridpact.directory.v1.Envelope";

    private static final Path TABLE = Path.of("src/test/resources/privacy/wire.csv");
    private static final Path PROTOS = Path.of("src/main/proto");

    /// @param carries messages whose bytes the field holds, signed
    record Row(String data, List<String> carries) {}

    final Map<String, Row> rows = new TreeMap<>();
    private final Map<String, Descriptor> messages = new TreeMap<>();
    private final Map<String, ServiceDescriptor> services = new TreeMap<>();

    WireClasses() throws Exception {
        for (String line : lines(TABLE)) {
            String[] cells = line.split(",", -1);
            List<String> carries = cells[2].isEmpty() ? List.of() : List.of(cells[2].split(" ", -1));
            if (rows.put(cells[0], new Row(cells[1], carries)) != null) {
                throw new IllegalStateException(cells[0] + " twice");
            }
        }
        for (FileDescriptor file : files()) {
            file.getMessageTypes().forEach(message -> messages.put(message.getFullName(), message));
            file.getServices().forEach(service -> services.put(service.getFullName(), service));
        }
    }

    /// A table's lines below its comments and its head.
    static List<String> lines(Path table) throws IOException {
        List<String> lines = Files.readAllLines(table).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        return lines.subList(1, lines.size());
    }

    Map<String, ServiceDescriptor> services() {
        return services;
    }

    /// All fields of the contract but those that are messages of the contract themselves.
    Set<String> fields() {
        Set<String> fields = new TreeSet<>();
        for (Descriptor message : messages.values()) {
            for (FieldDescriptor field : message.getFields()) {
                if (!isOurMessage(field)) {
                    fields.add(field.getFullName());
                }
            }
        }
        return fields;
    }

    /// Every field that whoever is sent the message can read, with its class; also in what it carries signed.
    Map<String, String> within(Descriptor message) {
        Map<String, String> found = new TreeMap<>();
        collect(message, found, new HashSet<>());
        return found;
    }

    private void collect(Descriptor message, Map<String, String> found, Set<String> seen) {
        if (!seen.add(message.getFullName())) {
            return;
        }
        for (FieldDescriptor field : message.getFields()) {
            if (isOurMessage(field)) {
                collect(field.getMessageType(), found, seen);
                continue;
            }
            Row row = rows.getOrDefault(field.getFullName(), new Row("unclassified", List.of()));
            found.put(field.getFullName(), row.data());
            row.carries().forEach(name -> collect(message(name), found, seen));
        }
    }

    private Descriptor message(String name) {
        Descriptor message = messages.get(name);
        if (message == null) {
            throw new IllegalStateException("no message " + name);
        }
        return message;
    }

    /// An envelope counts as a field of its own, because what is in it depends on where it stands.
    private static boolean isOurMessage(FieldDescriptor field) {
        return field.getJavaType() == JavaType.MESSAGE
                && field.getMessageType().getFullName().startsWith("gridpact.")
                && !field.getMessageType().getFullName().equals(ENVELOPE);
    }

    /// The descriptor of each `.proto` that there is, by what its Java classes are called.
    private static List<FileDescriptor> files() throws Exception {
        List<FileDescriptor> files = new ArrayList<>();
        Map<String, FileDescriptor> byName = new HashMap<>();
        try (Stream<Path> protos = Files.walk(PROTOS)) {
            for (Path proto :
                    protos.filter(path -> path.toString().endsWith(".proto")).toList()) {
                FileDescriptor file = file(PROTOS.relativize(proto));
                if (byName.put(file.getName(), file) == null) {
                    files.add(file);
                }
            }
        }
        return files;
    }

    /// The class that protoc makes of a file is named like it, with `OuterClass` where a message has that name.
    private static FileDescriptor file(Path proto) throws Exception {
        String folder = "io."
                + Objects.requireNonNull(proto.getParent(), "folder of " + proto)
                        .toString()
                        .replace('/', '.') + ".";
        StringBuilder name = new StringBuilder();
        for (String part : proto.getFileName().toString().replace(".proto", "").split("_", -1)) {
            name.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
        }
        for (String candidate : List.of(name + "OuterClass", name.toString())) {
            try {
                return (FileDescriptor) Class.forName(folder + candidate)
                        .getMethod("getDescriptor")
                        .invoke(null);
            } catch (ClassNotFoundException another) {
                continue;
            }
        }
        throw new IllegalStateException("no descriptor of " + proto);
    }
}
