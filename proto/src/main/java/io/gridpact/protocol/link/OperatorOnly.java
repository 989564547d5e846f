package io.gridpact.protocol.link;

import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.List;

/// The one operator of this service, named and pinned by its configuration rather than by the directory, which it
/// fills.
public final class OperatorOnly {

    /// Two while the operator's key is renewed.
    private static final int MAX_PINS = 4;

    private final List<Identity> accepted;

    private OperatorOnly(List<Identity> accepted) {
        this.accepted = List.copyOf(accepted);
    }

    /// From configuration: `gridpact.operator.spiffe-id`, `gridpact.operator.tls-key-pin`.
    ///
    /// @param tlsKeyPins hex SHA-256 of the key's SubjectPublicKeyInfo; one to four, separated by commas
    /// @throws IllegalArgumentException if this names no operator
    public static OperatorOnly of(String spiffeId, String tlsKeyPins) {
        List<Identity> accepted = Arrays.stream(tlsKeyPins.split(",", -1))
                .map(String::strip)
                .map(pin -> operator(spiffeId, Digest.ofHex(pin)))
                .toList();
        if (accepted.size() > MAX_PINS) {
            throw new IllegalArgumentException("an operator has at most " + MAX_PINS + " pins");
        }
        return new OperatorOnly(accepted);
    }

    private static Identity operator(String spiffeId, Digest pin) {
        try {
            Identity identity = Identity.named(spiffeId, pin);
            if (identity.role() != ParticipantRole.OPERATOR) {
                throw new IllegalArgumentException("gridpact.operator.spiffe-id is not an operator's");
            }
            return identity;
        } catch (CertificateException e) {
            throw new IllegalArgumentException("gridpact.operator.spiffe-id is no SPIFFE id", e);
        }
    }

    /// For [TrustedPeers#or(TrustedPeers)]: the operator may open a connection.
    public TrustedPeers asPeer() {
        return accepted::contains;
    }

    public boolean is(Caller caller) {
        return accepted.contains(caller.identity());
    }

    /// @throws RefusedException `PERMISSION_DENIED` for anyone else
    public void require(Caller caller) {
        if (!is(caller)) {
            throw new RefusedException(
                    Refusal.of(Reason.PERMISSION_DENIED, "", "only this service's operator may call this"));
        }
    }
}
