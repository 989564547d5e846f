package io.gridpact.deploy.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class HostileBytesTest {

    @Test
    void fields_lie_within_each_other_to_the_last_byte() throws IOException {
        byte[] message = HostileBytes.nested(60_000);
        assertThat(message).hasSizeBetween(59_990, 60_000);
        int depth = 0;
        for (byte[] inner = message; inner.length > 0; depth++) {
            CodedInputStream input = CodedInputStream.newInstance(inner);
            assertThat(input.readTag()).isEqualTo(0x0a);
            byte[] next = input.readByteArray();
            assertThat(input.isAtEnd()).isTrue();
            inner = next;
        }
        assertThat(depth).isGreaterThan(10_000);
    }

    @Test
    void groups_that_do_not_end_are_no_message() {
        assertThatThrownBy(() -> Empty.parseFrom(HostileBytes.openGroups(60_000)))
                .isInstanceOf(InvalidProtocolBufferException.class);
    }
}
