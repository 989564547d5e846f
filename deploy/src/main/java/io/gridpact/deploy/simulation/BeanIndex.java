package io.gridpact.deploy.simulation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The beans of one service as its classes declare them, so that a simulated service is wired from the same
/// declarations as the real one and cannot differ from it.
final class BeanIndex {

    /// How a bean is made: by a constructor, or by a producer method of a class of beans.
    sealed interface Bean {

        /// What it is, as far as the declaration says.
        Class<?> type();

        /// The types it is to be found by; empty for all.
        List<Class<?>> only();

        record Constructed(Class<?> type, List<Class<?>> only, Constructor<?> constructor) implements Bean {}

        record Produced(Class<?> type, List<Class<?>> only, Method producer) implements Bean {}

        default boolean is(Class<?> wanted) {
            return only().isEmpty() ? wanted.isAssignableFrom(type()) : only().contains(wanted);
        }
    }

    private final List<Bean> beans;
    private final List<String> migrations;
    private final Map<Class<?>, List<Bean>> found = new ConcurrentHashMap<>();

    private BeanIndex(List<Bean> beans, List<String> migrations) {
        this.beans = beans;
        this.migrations = migrations;
    }

    /// Of the module that a class belongs to.
    static BeanIndex ofModule(Class<?> member) {
        try {
            URI source =
                    member.getProtectionDomain().getCodeSource().getLocation().toURI();
            Path path = Path.of(source);
            if (Files.isDirectory(path)) {
                return read(path, member.getClassLoader());
            }
            try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + source), Map.of())) {
                return read(jar.getPath("/"), member.getClassLoader());
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    List<Bean> all(Class<?> wanted) {
        return found.computeIfAbsent(
                wanted, type -> beans.stream().filter(bean -> bean.is(type)).toList());
    }

    /// The module's migrations as SQL, in their order.
    List<String> migrations() {
        return migrations;
    }

    private static BeanIndex read(Path root, ClassLoader loader) throws IOException {
        List<Bean> beans = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root.resolve("io"))) {
            for (Path file :
                    files.sorted(java.util.Comparator.comparing(Path::toString)).toList()) {
                String name = root.relativize(file).toString();
                if (name.endsWith(".class") && !name.endsWith("-info.class")) {
                    String type =
                            name.substring(0, name.length() - ".class".length()).replace('/', '.');
                    beans.addAll(declared(type, loader));
                }
            }
        }
        List<String> migrations = new ArrayList<>();
        try (Stream<Path> files = Files.list(root.resolve("db/migration"))) {
            for (Path file : files.sorted(java.util.Comparator.comparingInt(BeanIndex::version))
                    .toList()) {
                migrations.add(Files.readString(file));
            }
        }
        return new BeanIndex(beans, migrations);
    }

    /// `V12__name.sql`.
    private static int version(Path file) {
        String name = String.valueOf(file.getFileName());
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }

    private static List<Bean> declared(String name, ClassLoader loader) {
        try {
            Class<?> type = Class.forName(name, false, loader);
            List<Bean> found = new ArrayList<>();
            if (isBean(type)) {
                found.add(new Bean.Constructed(type, typed(type.getAnnotation(Typed.class)), constructor(type)));
            }
            for (Method method : sorted(type.getDeclaredMethods())) {
                if (method.isAnnotationPresent(Produces.class)) {
                    method.setAccessible(true);
                    found.add(new Bean.Produced(
                            method.getReturnType(), typed(method.getAnnotation(Typed.class)), method));
                }
            }
            return found;
        } catch (ClassNotFoundException | LinkageError notHere) {
            // Of a library that only a running service has.
            return List.of();
        }
    }

    private static boolean isBean(Class<?> type) {
        return !type.isInterface()
                && (type.isAnnotationPresent(Singleton.class)
                        || type.isAnnotationPresent(ApplicationScoped.class)
                        || type.isAnnotationPresent(Dependent.class)
                        || Arrays.stream(type.getAnnotations()).anyMatch(annotation -> annotation
                                .annotationType()
                                .getSimpleName()
                                .equals("GrpcService")));
    }

    private static List<Class<?>> typed(@Nullable Typed typed) {
        return typed == null ? List.of() : List.of(typed.value());
    }

    /// The one with most parameters: proxies of a container need another without any.
    static Constructor<?> constructor(Class<?> type) {
        Constructor<?> widest = Arrays.stream(type.getDeclaredConstructors())
                .max(java.util.Comparator.comparingInt(Constructor::getParameterCount))
                .orElseThrow();
        widest.setAccessible(true);
        return widest;
    }

    private static List<Method> sorted(Method[] methods) {
        return Arrays.stream(methods)
                .sorted(java.util.Comparator.comparing(Method::toString))
                .toList();
    }
}
