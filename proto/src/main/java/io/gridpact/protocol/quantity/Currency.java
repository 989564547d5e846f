package io.gridpact.protocol.quantity;

/// The shape of a currency code: three upper-case letters of ISO 4217. Which ones are in use is an agreement's matter,
/// not a library's table that differs from one release to the next.
final class Currency {

    private static final int LETTERS = 3;

    private Currency() {}

    static void requireCode(String currency) {
        if (currency.length() != LETTERS || !currency.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z')) {
            throw new IllegalArgumentException("currency: not three upper-case letters");
        }
    }
}
