package io.gridpact.protocol.link;

import io.gridpact.protocol.hash.Digest;
import java.lang.System.Logger.Level;
import java.time.InstantSource;

/// Statements refused with `SIGNATURE_INVALID`: nothing of them is stored but a line, a few of them a minute, so that
/// nobody fills the trail; all are counted (PROTOCOL.md, section 13). Lines are written beside the call, which does not
/// wait for them. Thread-safe.
public final class SignatureAudit {

    /// Lines that are written each minute, of all callers together; the rest are counted in the next line.
    public static final int MAX_LINES_PER_MINUTE = 30;

    /// Where nobody keeps lines and nobody counts.
    public static final SignatureAudit NONE =
            new SignatureAudit((caller, method, digest, unwritten) -> {}, CallMeter.NONE, InstantSource.system());

    private static final System.Logger LOG = System.getLogger(SignatureAudit.class.getName());

    /// Keeps lines.
    @FunctionalInterface
    public interface Trail {

        /// @param caller who brought the statement, by participant id
        /// @param method `gridpact.trade.v1.TradeService/Confirm`
        /// @param digestPrefix first characters of what was signed, or empty where nothing legible was
        /// @param unwritten how many were refused since the line before without a line of their own
        void record(String caller, String method, String digestPrefix, long unwritten);
    }

    private final Trail trail;
    private final CallMeter meter;
    private final MinuteBudget budget;
    private long unwritten;

    /// @param realTime bounds lines, whatever the service's clock says
    public SignatureAudit(Trail trail, CallMeter meter, InstantSource realTime) {
        this.trail = trail;
        this.meter = meter;
        this.budget = new MinuteBudget(MAX_LINES_PER_MINUTE, realTime);
    }

    /// A statement of many in a call was refused for its signature. Those that end their call are seen by the link.
    public void refused(String caller, String method, Digest statement) {
        refused(caller, method, statement.prefix());
    }

    void refused(String caller, String method, String digestPrefix) {
        meter.signatureRefused(caller, method);
        long before;
        synchronized (this) {
            if (!budget.take()) {
                unwritten++;
                return;
            }
            before = unwritten;
            unwritten = 0;
        }
        Thread.ofVirtual().name("signature-audit").start(() -> write(caller, method, digestPrefix, before));
    }

    private void write(String caller, String method, String digestPrefix, long before) {
        try {
            trail.record(caller, method, digestPrefix, before);
        } catch (RuntimeException away) {
            LOG.log(Level.WARNING, "a refused signature of {0} is not written down: {1}", caller, away.toString());
        }
    }
}
