package io.gridpact.protocol.privacy;

import io.gridpact.protocol.hash.Digest;
import java.util.List;
import java.util.Optional;

/// An attack on one hash: all that the secret can be, and how the hash is made of it.
///
/// @param secret the one among the guesses that is true
record Guessing(String name, List<?> guesses, Object secret, Maker hash) {

    /// @param <G> what is guessed
    @FunctionalInterface
    interface HashOf<G> {
        Digest of(G guess, byte[] salt);
    }

    /// The same, whatever is guessed.
    @FunctionalInterface
    interface Maker {
        Digest of(Object guess, byte[] salt);
    }

    @SuppressWarnings("unchecked")
    static <G> Guessing of(String name, List<G> guesses, HashOf<G> hash) {
        G secret = guesses.get(guesses.size() * 2 / 3);
        return new Guessing(name, guesses, secret, (guess, salt) -> hash.of((G) guess, salt));
    }

    /// Tries them all.
    Optional<Object> find(Digest held, byte[] salt) {
        for (Object guess : guesses) {
            if (hash.of(guess, salt).equals(held)) {
                return Optional.of(guess);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name;
    }
}
