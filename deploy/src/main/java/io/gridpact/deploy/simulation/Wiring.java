package io.gridpact.deploy.simulation;

import io.gridpact.deploy.simulation.BeanIndex.Bean;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// One life of a service: its beans, made when they are first asked for, each once, as its classes declare them, except
/// for those that the simulation gives: clock, keys, randomness, database, links.
final class Wiring {

    private final BeanIndex index;
    private final Map<String, String> settings;
    private final Map<Class<?>, Function<Wiring, ?>> given = new LinkedHashMap<>();
    private final Map<Object, Object> made = new HashMap<>();

    /// @param settings configuration by its keys
    Wiring(BeanIndex index, Map<String, String> settings) {
        this.index = index;
        this.settings = settings;
    }

    /// Gives a bean in place of whatever is declared.
    <T> Wiring give(Class<T> type, Function<Wiring, ? extends T> bean) {
        given.put(type, bean);
        return this;
    }

    <T> T get(Class<T> type) {
        for (Map.Entry<Class<?>, Function<Wiring, ?>> bean : given.entrySet()) {
            if (type.isAssignableFrom(bean.getKey())) {
                return type.cast(given(bean.getKey(), bean.getValue()));
            }
        }
        List<Bean> candidates = index.all(type);
        if (candidates.size() != 1) {
            throw new IllegalStateException("not one bean of " + type + ": " + candidates);
        }
        return type.cast(make(candidates.getFirst()));
    }

    private Object given(Class<?> type, Function<Wiring, ?> bean) {
        Object held = made.get(type);
        if (held == null) {
            held = bean.apply(this);
            made.put(type, held);
        }
        return held;
    }

    /// Every declared bean of a type.
    <T> List<T> all(Class<T> type) {
        return all(type, declared -> true);
    }

    /// Those of them whose declared type is wanted.
    <T> List<T> all(Class<T> type, Predicate<Class<?>> wanted) {
        List<T> found = new ArrayList<>();
        for (Bean bean : index.all(type)) {
            if (wanted.test(bean.type())) {
                found.add(type.cast(make(bean)));
            }
        }
        return found;
    }

    private Object make(Bean bean) {
        Object key = bean;
        Object held = made.get(key);
        if (held != null) {
            return held;
        }
        Object fresh =
                switch (bean) {
                    case Bean.Constructed constructed -> constructed(constructed.constructor());
                    case Bean.Produced produced -> produced(produced.producer());
                };
        made.put(key, fresh);
        return fresh;
    }

    private Object constructed(Constructor<?> constructor) {
        try {
            return constructor.newInstance(arguments(constructor.getParameters()));
        } catch (InvocationTargetException failed) {
            throw unchecked(failed);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("cannot make " + constructor, impossible);
        }
    }

    private Object produced(Method producer) {
        try {
            return producer.invoke(beans(producer.getDeclaringClass()), arguments(producer.getParameters()));
        } catch (InvocationTargetException failed) {
            throw unchecked(failed);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("cannot make what " + producer + " makes", impossible);
        }
    }

    /// The object whose methods make beans.
    private Object beans(Class<?> type) {
        Object held = made.get(type);
        if (held == null) {
            held = constructed(BeanIndex.constructor(type));
            made.put(type, held);
        }
        return held;
    }

    private static RuntimeException unchecked(InvocationTargetException failed) {
        return failed.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(failed);
    }

    private Object[] arguments(Parameter[] parameters) {
        Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            arguments[i] = argument(parameters[i]);
        }
        return arguments;
    }

    private Object argument(Parameter parameter) {
        ConfigProperty property = parameter.getAnnotation(ConfigProperty.class);
        if (property != null) {
            Optional<String> value = Optional.ofNullable(settings.get(property.name()));
            return parameter.getType() == Optional.class ? value : value.orElse(property.defaultValue());
        }
        if (parameter.getType() == List.class
                && parameter.getParameterizedType() instanceof ParameterizedType list
                && list.getActualTypeArguments()[0] instanceof Class<?> element) {
            return all(element);
        }
        return get(parameter.getType());
    }
}
