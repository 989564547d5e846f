package io.gridpact.gateway.node;

class FakeParticipantsTest extends StoredParticipantsContract {

    private final FakeParticipants store = new FakeParticipants();

    @Override
    StoredParticipants store() {
        return store;
    }
}
