package io.gridpact.arbiter.member;

/// The fake.
class InMemoryMemberStoreTest extends MemberStoreContract {

    private final MemberStore store = new InMemoryMemberStore();

    @Override
    MemberStore store() {
        return store;
    }
}
