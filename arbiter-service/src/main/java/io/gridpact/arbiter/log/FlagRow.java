package io.gridpact.arbiter.log;

import io.gridpact.protocol.pairing.PairStage;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/// A row of `flag`. Written by the sequencer, read here.
@Entity
@Table(name = "flag")
@SuppressWarnings("NullAway.Init")
public class FlagRow {

    @Id
    @Column(name = "flag_number")
    long number;

    String kind;

    @Column(name = "first_utility")
    String firstUtility;

    @Column(name = "second_utility")
    String secondUtility;

    @Column(name = "window_start_millis")
    long windowStartMillis;

    String stage;

    @Column(name = "pair_number")
    long pairNumber;

    @Column(name = "flagged_at_millis")
    long flaggedAtMillis;

    protected FlagRow() {}

    Flag toFlag() {
        PairKey pair = new PairKey(
                firstUtility,
                secondUtility,
                Instant.ofEpochMilli(windowStartMillis),
                PairStage.valueOf(stage),
                pairNumber);
        return new Flag(number, PairStanding.valueOf(kind), pair, Instant.ofEpochMilli(flaggedAtMillis));
    }
}
