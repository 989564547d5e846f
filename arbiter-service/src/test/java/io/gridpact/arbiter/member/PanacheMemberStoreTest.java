package io.gridpact.arbiter.member;

import io.gridpact.arbiter.node.RunningArbiter;
import io.quarkus.test.TestTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;

/// The real thing; what a test writes is rolled back.
@SuppressWarnings("NullAway.Init") // injected
@QuarkusTest
@QuarkusTestResource(RunningArbiter.class)
@TestTransaction
class PanacheMemberStoreTest extends MemberStoreContract {

    @Inject
    PanacheMemberStore store;

    @Override
    MemberStore store() {
        return store;
    }
}
